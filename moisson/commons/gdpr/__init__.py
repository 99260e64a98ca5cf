"""The GDPR file of a commons: record, notice, input for the impact assessment, objections; nothing in it is invented."""

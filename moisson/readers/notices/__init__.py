"""Notices of public procurement: eForms and TED."""

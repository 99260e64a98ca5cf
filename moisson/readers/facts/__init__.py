"""What documents say of themselves: dates, languages, licences, labels."""

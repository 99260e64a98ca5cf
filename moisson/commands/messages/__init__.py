"""What commands print for a person where it takes more than a few lines: tables, documents, reports."""

"""Pages without words of their own, which Tesseract reads."""

"""What people said of documents and of masks, one line of JSON each, and what follows of it: precision, recall, agreement."""

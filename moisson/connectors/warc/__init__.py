"""WARC files: what a crawl has captured."""

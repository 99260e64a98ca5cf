"""WARC files: captures of a crawl."""

"""Sites: pages and archives that lists on the server itself name."""

"""Sites: pages and archives named by lists on the server."""

"""X's twin: API v2 and the Activity API over the square's posts, comments and private messages."""

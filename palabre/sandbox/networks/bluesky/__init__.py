"""Bluesky's twin: a server's calls over the square's posts, comments and private messages."""

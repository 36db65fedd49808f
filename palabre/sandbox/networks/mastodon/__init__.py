"""Mastodon's twin: a server's API over the square's posts, comments and private messages."""

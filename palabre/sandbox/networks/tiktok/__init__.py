"""TikTok's twin: the Business API over the square's posts, comments and private messages."""

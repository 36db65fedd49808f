"""X: mentions, replies and quotes, direct messages, by the Activity API and API v2."""

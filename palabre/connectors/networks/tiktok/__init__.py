"""TikTok: comments under an account's videos and messages, by the Business API."""

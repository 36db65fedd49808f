"""Bluesky: replies, mentions and quotes, hiding by threadgate, and private messages."""

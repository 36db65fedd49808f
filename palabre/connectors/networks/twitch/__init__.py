"""Twitch: a channel's live chat and whispers."""

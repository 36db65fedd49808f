"""YouTube: comments under a channel's videos, and its live chat."""

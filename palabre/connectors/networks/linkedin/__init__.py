"""LinkedIn: comments under an organisation's posts, and posts that mention it."""

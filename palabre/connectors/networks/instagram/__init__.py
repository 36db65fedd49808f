"""Instagram: comments under media, private messages and their echoes."""

"""Facebook pages: comments under posts, and Messenger."""

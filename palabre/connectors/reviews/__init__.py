"""What networks of reviews share: one answer to each review, and no way to hear of removals."""

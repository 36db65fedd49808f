"""The twin of Google reviews: a place's reviews over the square's comments."""

"""Google reviews: what customers write about a place, and the one answer to each."""

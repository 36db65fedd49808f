"""LinkedIn's twin: the REST interface over the square's posts and comments."""

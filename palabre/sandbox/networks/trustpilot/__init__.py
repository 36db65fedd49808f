"""Trustpilot's twin: a company's reviews over the square's comments."""

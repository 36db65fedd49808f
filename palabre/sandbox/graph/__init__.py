"""The Graph API, as far as a desk needs it."""

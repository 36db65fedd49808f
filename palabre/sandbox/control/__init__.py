"""The square's own API: what its page, the tests and the demonstration drive it with."""

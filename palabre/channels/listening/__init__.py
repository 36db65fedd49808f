"""Going and fetching what comes by no webhook: polls and sockets, one reader for each source."""

"""People who write to the brands: one person, an identity on each network."""

"""Charters that come with Palabre: YAML files, ready to use in French and English."""

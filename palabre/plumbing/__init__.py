"""Database, data folder, secrets, events, clock: what every room stands on."""

"""How this installation is set up: settings, addresses, and the servers' entry points."""

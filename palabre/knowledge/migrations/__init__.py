"""The steps by which this room's tables are made."""

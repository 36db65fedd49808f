"""A folder for each network, all of the same shape; registry.py lists them."""

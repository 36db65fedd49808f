"""The demonstration: an agency in Nantes with two clients, ready to be tried."""

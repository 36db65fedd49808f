"""The inbox: surfaces, threads and messages, whatever the network."""

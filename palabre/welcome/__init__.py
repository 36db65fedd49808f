"""The first steps of a member, and the path on which a new client is set up."""

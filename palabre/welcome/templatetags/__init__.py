"""What pages of other rooms show of the first steps."""

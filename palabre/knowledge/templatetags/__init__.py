"""What templates of other rooms show of saved replies."""

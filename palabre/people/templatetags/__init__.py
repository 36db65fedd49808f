"""What templates of other rooms show of people."""

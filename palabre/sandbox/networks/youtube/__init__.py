"""YouTube's twin: the Data API over the square's posts and comments, and a live chat."""

"""Twitch's twin: a channel whose live chat is the square's posts, and EventSub's socket."""

"""What a workspace teaches: its own intents, and corrections of what the models understood."""

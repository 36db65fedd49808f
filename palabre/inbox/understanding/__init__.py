"""What is understood of people's messages: read by the models, kept, shown, deepened later."""

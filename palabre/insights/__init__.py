"""What the last days tell: volume, answers, hidden messages, words."""

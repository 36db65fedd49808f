"""What several tests need: databases, whole desks, small clients."""

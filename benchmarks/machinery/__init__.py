"""What the benchmarks share: their own desks, invented texts, readings of CPU and memory."""

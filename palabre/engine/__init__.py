"""What Palabre thinks with: plain Python, values in, values out; no I/O and no clock."""

"""Measurements of the product, each runnable alone: `python benchmarks/NAME.py --help`."""

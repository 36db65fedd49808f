"""Translators to and from the outside world. They decide nothing and touch no table."""

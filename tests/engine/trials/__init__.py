"""Tests of trying a charter on past messages."""

"""Tests of the first steps and of the path of a new client."""

"""Trustpilot: what customers write about a company, and the one answer to each review."""

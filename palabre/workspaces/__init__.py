"""Organisations, their workspaces, members, roles and tokens, and the audit log."""

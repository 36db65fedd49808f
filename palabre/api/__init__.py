"""The API `/api/v1`: everything a program can ask and do, described by OpenAPI."""

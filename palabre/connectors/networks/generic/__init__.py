"""Any other source: our own small shape, signed as Standard Webhooks asks."""

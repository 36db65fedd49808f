"""Connected accounts, what arrives on them (the ledger), what is sent by them (the outbox)."""

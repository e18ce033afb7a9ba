"""The record: envelope, chain, stores, checkpoints, verify, export. Knows no kinds."""

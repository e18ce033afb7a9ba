"""Backups: made beside a running Bothy, checked as they lie, and brought back."""

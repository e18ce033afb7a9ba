"""Bothy: the software a safer drug consumption facility is planned with, runs on, and is judged by."""

__version__ = "0.1.0"

"""Reports on paper and as PDF."""

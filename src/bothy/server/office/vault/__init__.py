"""The office's pages of the vault: what is kept of whom, looking at it, reviewing looks, who may, and what leaves for linkage."""

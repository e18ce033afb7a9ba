"""What tablets ask of people: JSON, by an enrolled device, from our own pages only."""

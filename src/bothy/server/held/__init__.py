"""All that is held about one person, in words, and how it is forgotten."""

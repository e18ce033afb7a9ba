"""A facility on its way to other software, or home again: everything, in open formats, checked."""

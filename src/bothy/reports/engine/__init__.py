"""How declarations become figures: `arrow` here in the process; other engines read the same declarations."""

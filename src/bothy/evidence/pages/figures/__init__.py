"""The city's figures in the house: every series, its editions, bringing one and withdrawing it."""

"""Street finds and sightings of public injecting: how many, in which square of at least 250 m, after how much looking.

Never an address and never a point: what comes in finer than a square of 250 m is coarsened at the door, and the finer place is
not kept anywhere.
"""

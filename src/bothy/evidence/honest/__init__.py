"""Are the methods honest? Worlds in which it is known what happened, and how often each method says so.

`truths`: what is true there. `study`: every method on every truth. `found`: what came out, carried with the product, and in words for the
page that uses a method. Made anew by `make soundness`.
"""

"""A facility to try: invented people fitted to a published table, a live day, and a tour.

Nobody here is real. What is published, what is fitted to it and what is invented is said of every
figure (``figures.tag``) and on every page.
"""

"""Did it work? The city's figures, the designs that can judge, and what they say.

Engines are plain functions without Django; each is checked against a published result and says what it assumes. Nothing
is claimed without an interval, the assumption on which it hangs, and the null case beside it.
"""

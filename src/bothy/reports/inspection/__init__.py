"""The inspection pack: what a facility can prove of a period, from the journal alone, signed.

`reading` takes the journal in, `trace` says what one visit comes to, `checks` ask one question each, `making` puts
the answers into one file, and `checking` tells whether such a file is as it was signed. Nothing here knows a name.
"""

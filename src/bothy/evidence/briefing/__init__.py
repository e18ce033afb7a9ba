"""Four pages for a decision-maker with no time to visit: what is not known first, then what the house does, each number with where it comes from.

Made of releases (which went through disclosure control), of the house rules and of verdicts; it never sees a record.
"""

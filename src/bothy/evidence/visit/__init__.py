"""A day on the floor in three minutes, in one file that anybody can open: who came, waited, sat in a place, was looked after, left.

The day of a demo is one of its record, whose people are invented. The day of a real house never happened: it is drawn from
figures that may leave the house (docs/decisions/2026-11-30-a-visit-by-file.md).
"""

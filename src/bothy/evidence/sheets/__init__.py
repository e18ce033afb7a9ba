"""The sheet of an evaluation: what was asked before it was answered, and how it was answered, item by item (STROBE, RECORD).

A sheet is made of the answer that a design gave (`--json`), of what whoever asked says of it, and of the signed protocol where there is one.
What nobody stated stands there as not stated.
"""

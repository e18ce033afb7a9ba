"""Publications: drafted from the facts, checked, signed and frozen, revised with a note, rebuilt to the byte.

The bytes lie in Django's tables (`store`); the journal holds their digest and who signed (`entries`).
"""

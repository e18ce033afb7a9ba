"""The vault: identity and contact, where somebody offered them. Sealed in the database, with the key outside it.

`held.held` says what is kept of a person, `held.forget` lets it go, `open.open_part` reads it: after an entry says so.
"""

"""Synthetic control: one treated place beside the mixture of other places that ran most like it before.

Abadie and Gardeazabal (2003); Abadie, Diamond and Hainmueller (2010), doi 10.1198/jasa.2009.ap08746. Only the outcome
itself is matched, period by period: no covariates, so nothing is left to choose once the places and the dates are named.
"""

"""Records that leave the house: tables of facts with what they mean, and FHIR. Pseudonymous, without a name or a word."""

"""The claims of the public debate, for and against, and what the figures allow to be said of each.

Studies, words and claims are data (TOML beside this file). A verdict is worked out from them by the rule in
docs/evidence/claims.md and is written down nowhere.
"""

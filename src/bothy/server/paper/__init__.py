"""Paper for when nothing else works: sheets with ids printed beforehand, keyed in afterwards without doubles."""

"""`python -m bothy.cli`."""

from bothy.cli.main import main

main()

"""The one writer: commands in, entries out, and the House as it stands after the last commit."""

"""The city's figures: deaths, ambulance call-outs, hospital stays, recorded crime, complaints, street finds.

One tidy shape whoever publishes them, with the definition beside every series, where it came from, and every edition that
was ever brought.
"""

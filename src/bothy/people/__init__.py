"""Who: service users under a chosen name, staff, devices, PINs, and the words of notes. A Django app.

What stands here can be forgotten; what is counted stands in the journal under a random id.
"""

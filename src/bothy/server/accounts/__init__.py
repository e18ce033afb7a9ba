"""The office's sign-ins: how guessing is slowed, who needs a second factor, how long a session lasts.

Passwords and sessions are Django's, second factors django-allauth's, the counting of failed sign-ins django-axes's;
here is what this house makes of them.
"""

"""Street finds in the house: the form, the register, what it says, and taking back."""

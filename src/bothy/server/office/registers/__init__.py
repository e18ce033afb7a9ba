"""The registers in the office: lists over time, one page each, with what may be written there."""

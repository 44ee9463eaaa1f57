"""Shifts: when a person is planned to be on duty, the patterns they repeat by, and time counted in them.

`planned` and `zones` are pure; half-open intervals of aware UTC instants are the only currency.
"""

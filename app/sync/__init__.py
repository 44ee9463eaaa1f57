"""Sync: commands applied once, and the change log that feeds live and offline alike.

A command is one thing a person did on a device: an id made on the device, a capture time. It is
applied exactly once and answered the same way again. Every committed change appends a row
(sequence, scope, kind, object id); phones ask for what came after their cursor.
"""

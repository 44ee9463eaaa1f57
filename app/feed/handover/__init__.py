"""Handover: what one crew leaves open for the next, as a brief that the next lead takes over.

`Handover` has a row for each time a team was taken over, numbered without a gap: whoever writes the next
number has it. `SettledItem` says that a lead is done with a post, until somebody objects to it again.
"""

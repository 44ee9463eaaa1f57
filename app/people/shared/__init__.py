"""Shared phones: enrolled once, unlocked by a person's tile and PIN, locked again by themselves.

A device proves itself by its cookie and by a signature of a key that cannot leave it. What one person
queued and could not send leaves the phone sealed: only the service can open it.
"""

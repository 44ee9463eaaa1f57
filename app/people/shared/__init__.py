"""Shared phones: enrolled once, unlocked by a person's tile and PIN, locked again by themselves.

A device proves itself by its cookie and by a signature of a key that cannot leave it. What one person
queued and could not send leaves the phone sealed: only the service can open it.

Whoever opens a shared phone is a worker there, whatever else they are: a PIN is no passkey, and
others stand beside the screen. `access` caps the role, and no such session ever steps up.

A PIN is counted against whoever it was tried on before it is looked at, in a transaction of its own,
so that neither a crowd of guesses nor a killed process gets a try for nothing. Strangers are counted,
paused and verified exactly like colleagues: the answers do not tell who exists.
"""

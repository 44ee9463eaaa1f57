"""The audit log: who did what to whom or what, when, from which device. Append-only and hash-chained.

Administrative and security acts only: what a worker reads or answers is nobody's business here.
"""

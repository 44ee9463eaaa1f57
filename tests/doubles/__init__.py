"""Scripted doubles: one for each engine seam, each held to the contract its real engine passes."""

"""People: organisations, sites, teams, persons, memberships, invites, devices, sessions, shifts.

An organisation is the tenant wall. A person belongs to exactly one organisation and holds roles
through memberships: in a team, a site or the whole organisation (exactly one of the three).
Invite and session tokens are stored as SHA-256, never as they were handed out.
"""

"""People: organisations, sites, teams, persons, memberships, invites, devices, sessions, shifts.

An organisation is the tenant wall. A person belongs to exactly one organisation and holds roles
through memberships: in a team, a site or the whole organisation (exactly one of the three).
Invite and session tokens are stored as SHA-256, never as they were handed out.

`access` holds the only ways to a row from an id that came over HTTP; `joining` how a person gets
in and is let go. Roles grow downwards: an admin of the organisation is admin in all its teams. An
outsider, and a member whose role does not reach, are told what a stranger is told: there is no such
thing.
"""

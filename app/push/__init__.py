"""Push: where a phone can be rung, and ringing it.

A push is a hint, never proof: it says that something waits and nothing else, for it passes other
people's servers and lies on lock screens. Whom it may reach is decided when it is sent: a session
that ended, a person off shift or in their site's quiet hours is not rung.

`egress` keeps the service from being made to call addresses inside its own network.
"""

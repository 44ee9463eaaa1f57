"""The people of an organisation, as leads and admins look after them: the directory, roles, departures.

A lead sees the people of the teams they lead, an admin those of a site or the organisation. Nothing
here says when somebody was last active.
"""

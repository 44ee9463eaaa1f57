"""Where people work: organisations, sites, teams and who belongs to them.

Whoever holds a role in a site or the organisation sees each of its teams, and hears of a new one at
once. Teams are not deleted: people are moved.
"""

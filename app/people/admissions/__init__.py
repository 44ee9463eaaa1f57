"""Those who came by a poster and wait until a lead lets them in.

Who waits sees the name of the team and nothing of what is in it.
"""

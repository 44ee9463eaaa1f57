"""Where somebody is signed in, and ending it: by themselves, by a lead, by an admin.

People see their own devices by name. Whoever leads them sees how many there are, of what kind and
since which day, and never when one was used.
"""

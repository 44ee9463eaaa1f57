"""The roster: the employer's list of people, compared with ours, shown as a difference, then applied.

    reading    a file becomes an import and its rows, checked one by one; nothing else changes
    planning   the rows, compared with who is here now, become changes: leaving, added, changed
    applying   whoever left is let go at once; then a durable job carries out the rest in runs

People are known by `external_id`, the employer's own number; who has none is not touched by any file. A
person comes on as many rows as they have teams. For a row that names no team the person's teams stay as
they are; for one without a role, the role. Administrators are made by hand: no file makes or unmakes one.
A line that cannot be used never costs anybody their access.
"""

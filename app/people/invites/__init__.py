"""Ways in: join links, posters, and codes for one person's own new phone.

A token is handed out once, in the fragment of an address, and kept as SHA-256. A use is taken by an
UPDATE that only one of many racers can win; the same `join_id` again is the same use.
"""

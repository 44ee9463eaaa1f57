"""A small site to look around in: people, shifts, posts, and clips made on the spot.

`story` says who says what, `recordings` makes the clips, `site` brings it all in the way phones do.
"""

"""A small site to look around in: people, shifts, posts, and clips made on the spot.

`story` says who says what; `crew` makes the people; `pictures`, `voice` and `recordings` make the
clips; `site` brings it all in the way phones do.
"""

"""Feed: posts, asks, answers and replies.

A post is a clip and/or text for a team, with an ask. It is published when its clip can be played
(at once without a clip); the people asked are the team's members at that moment, fixed as rows.
An answer is recorded once per person and version of the post.

`access` holds the only ways to a row from an id that came over HTTP and the locks writers take;
`commands` is what phones and REST send alike; `pages` is the paged feed.
"""

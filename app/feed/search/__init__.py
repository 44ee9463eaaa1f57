"""Search: over what posts and replies say in writing and aloud, by whom, and when.

`SearchEntry` has one row for each published post and reply, written in the transaction that publishes it
or by a durable job when its clip is captioned. What is not published is not found, not even by its author.
Names are looked up when somebody searches: an entry keeps a token for its author, who may be renamed.
"""

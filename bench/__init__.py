"""Our speed beside a raw limit or a peer, taken in the same run and told as ratios.

`python -m bench` prints the table and keeps it as JSON in bench/results/. `python -m bench feed`
runs one part. Nothing here asserts: a noisy machine must not turn a build red.
"""

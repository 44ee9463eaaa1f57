"""The work that the feed gives itself."""

from app.core.jobs import Job

ASK_ARRIVING = Job("feed.ask_arriving")
"""With (post id): asks whoever has come on shift since the post was published, and is its to ask."""
SHOW_HELD = Job("feed.show_held")
"""With (person ids, even unplanned): shows what they did off shift, once a shift of theirs has started."""

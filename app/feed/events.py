"""The work that the feed gives itself."""

from app.core.jobs import Job

SHOW_HELD = Job("feed.show_held")
"""With (person ids, even unplanned): shows what they did off shift, once a shift of theirs has started."""

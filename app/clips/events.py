"""What becomes true in clips, and the work clips gives itself."""

from app.core.events import Event
from app.core.jobs import Job

CLIP_PLAYABLE = Event("clips.playable")
"""With (clip id): its first playable rendition can be fetched."""
CLIP_CAPTIONED = Event("clips.captioned")
"""With (clip id): what is said in it can be read."""
CLIP_REFUSED = Event("clips.refused")
"""With (clip id): the file cannot become a clip; `ClipRefusal` says why."""

PROCESS = Job("clips.process", queue="transcode")
"""With (clip id, attempt from 1)."""
CAPTION = Job("clips.caption", queue="transcribe")
"""With (clip id, attempt from 1)."""
DISCARD = Job("clips.discard")
"""With (upload id): deletes the bytes of an upload that ended."""
SWEEP = Job("clips.sweep")
"""With (seconds until it runs again, 0 for never): ends uploads that expired."""

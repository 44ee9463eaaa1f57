"""What can go wrong in the darkroom, and whose fault it is.

    MediaError
    ├── MediaRefused  the file's fault, permanent: trying again gives the same answer
    └── MediaFailed   ours and passing: killed, out of disk, out of time; try again

Both carry a code for programs, a sentence for the person who sent the file, and facts for logs.
"""


class MediaError(Exception):
    def __init__(self, code: str, sentence: str, **facts: object) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence
        self.facts = facts


class MediaRefused(MediaError):
    """The file itself cannot become a clip."""


class MediaFailed(MediaError):
    """The darkroom could not do its work this time."""

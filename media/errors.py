"""What can go wrong in the darkroom, and whose fault it is.

    MediaProblem
    ├── MediaRefused  the file's fault, permanent: trying again gives the same answer
    └── MediaFailed   ours and passing: killed, out of disk, out of time; try again

Both carry a code for programs, a sentence for the person who sent the file, and facts for logs.
"""


class MediaProblem(Exception):  # noqa: N818 - what went wrong and whose fault it is; never raised itself
    def __init__(self, code: str, sentence: str, **facts: object) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence
        self.facts = facts


class MediaRefused(MediaProblem):
    """The file itself cannot become a clip."""


class MediaFailed(MediaProblem):
    """The darkroom could not do its work this time."""

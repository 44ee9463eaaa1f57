"""Who works at Harbour Street, and what they said today. Times are minutes before now."""

from dataclasses import dataclass

from app.clips.models import ClipKind
from app.feed.models import Ask
from app.people.models import Role

ORGANISATION = "Harbour Foods (demo)"
SITE = "Harbour Street"
ZONE = "Europe/Lisbon"
TEAM = "Morning crew"


@dataclass(frozen=True)
class Character:
    name: str
    language: str
    role: Role = Role.WORKER


@dataclass(frozen=True, kw_only=True)
class Recording:
    """`says` is spoken where this machine's ffmpeg has a voice; a hum takes its place elsewhere.

    `colours` are three, of the moving background.
    """

    kind: ClipKind
    says: str = ""
    seconds: int = 6
    colours: tuple[str, str, str] = ("0x0b3954", "0x087e8b", "0xffbf69")


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A reply, `after` so many minutes."""

    author: str
    after: int
    text: str = ""
    recording: Recording | None = None


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A post. Those who answer do so one minute after the other, in the order given.

    One with a recording is seen by its author alone until a worker has made that playable: here
    nobody can answer it, and it waits for whoever looks around.
    """

    key: str
    author: str
    minutes_ago: int
    text: str = ""
    ask: Ask = Ask.NONE
    recording: Recording | None = None
    got_it: tuple[str, ...] = ()
    problem: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


ADMIN = Character("Nadia Haddad", "fr", Role.ADMIN)
LEAD = Character("María Ortega", "es", Role.LEAD)
WORKERS = (
    Character("Ben Okafor", "en"),
    Character("Ana Sousa", "pt-PT"),
    Character("Yusuf Demir", "tr"),
    Character("Olena Kovalenko", "uk"),
    Character("Nguyễn Thị Hương", "vi"),
    Character("Jakub Nowak", "pl"),
    Character("أميرة منصور", "ar"),
    Character("Lukas Brandt", "de"),
)
BEN, ANA, YUSUF, OLENA, HUONG, JAKUB, AMIRA, LUKAS = (worker.name for worker in WORKERS)

SCENES = (
    Scene(
        key="delivery",
        author=LEAD.name,
        minutes_ago=290,
        text="Fish delivery comes through gate B today, gate A is being repaired until 16:00.",
        ask=Ask.ACKNOWLEDGE,
        got_it=(BEN, ANA, OLENA, HUONG, JAKUB, AMIRA),
        problem=(YUSUF,),
        remarks=(
            Remark(author=YUSUF, after=12, text="The truck is too high for gate B. Who calls the driver?"),
            Remark(author=LEAD.name, after=15, text="I do. He takes the ramp at the side instead."),
        ),
    ),
    Scene(
        key="slicer",
        author=JAKUB,
        minutes_ago=205,
        text="The guard of slicer 3 is loose again. I locked it and put a note on it.",
        recording=Recording(kind=ClipKind.PHOTO, colours=("0x2b2d42", "0x8d99ae", "0xef233c")),
    ),
    Scene(
        key="gloves",
        author=LEAD.name,
        minutes_ago=140,
        text="From today the blue gloves are for raw fish only, the white ones for everything else.",
        ask=Ask.ACKNOWLEDGE,
        got_it=(ANA, BEN, LUKAS),
    ),
    Scene(
        key="cold-room",
        author=LEAD.name,
        minutes_ago=45,
        text="Cold room 2: how the new door closes",
        ask=Ask.ACKNOWLEDGE,
        recording=Recording(
            kind=ClipKind.VIDEO,
            says="The door of cold room two closes by itself now. Pull the green handle until it clicks.",
            seconds=8,
        ),
    ),
    Scene(
        key="swap",
        author=OLENA,
        minutes_ago=30,
        text="Can somebody take my Friday morning?",
        remarks=(
            Remark(
                author=HUONG,
                after=8,
                recording=Recording(
                    kind=ClipKind.VOICE, says="I can take Friday if you take my Sunday.", seconds=5
                ),
            ),
        ),
    ),
    Scene(
        key="belt",
        author=BEN,
        minutes_ago=12,
        text="Belt 1 makes this noise since the break",
        recording=Recording(kind=ClipKind.VIDEO, seconds=6, colours=("0x3a0ca3", "0x4361ee", "0xf72585")),
    ),
)

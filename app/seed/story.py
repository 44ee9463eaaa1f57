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
    """`says` is spoken in its author's language and makes the clip as long as it takes.

    Without it, a machine hums for `seconds`; `is_loud`: it hums behind the voice as well. `scene` is
    a key of `pictures.PICTURES`, for videos and photos.
    """

    kind: ClipKind
    scene: str = ""
    says: str = ""
    seconds: int = 6
    is_loud: bool = False


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

    One with a recording is seen by its author alone until a worker has made that playable: answers
    and replies to it come in when that is so. The feed goes by when posts were published; those with
    a recording are therefore the last of the story.
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

LANGUAGES = {character.name: character.language for character in (ADMIN, LEAD, *WORKERS)}

# They write in the English they share, and speak in the language they think in.
SCENES = (
    Scene(
        key="oven",
        author=LUKAS,
        minutes_ago=1_320,
        text="Oven 3 is clean and cold. Please switch it on at seven, not before.",
        remarks=(Remark(author=BEN, after=35, text="Thanks! Will do."),),
    ),
    Scene(
        key="gloves",
        author=LEAD.name,
        minutes_ago=1_270,
        text="From tomorrow the blue gloves are for raw fish only, the white ones for everything else.",
        ask=Ask.ACKNOWLEDGE,
        got_it=(ANA, BEN, LUKAS, HUONG, OLENA),
    ),
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
        key="swap",
        author=OLENA,
        minutes_ago=130,
        text="Can somebody take my Friday morning?",
        remarks=(
            Remark(
                author=ANA,
                after=8,
                recording=Recording(
                    kind=ClipKind.VOICE, says="Eu faço a tua manhã. Mas preciso do domingo livre."
                ),
            ),
            Remark(author=OLENA, after=14, text="Deal, Sunday is mine. Thank you, Ana!"),
        ),
    ),
    Scene(
        key="slicer",
        author=JAKUB,
        minutes_ago=75,
        text="The guard of slicer 3 is loose again. I locked it and put a note on it.",
        recording=Recording(kind=ClipKind.PHOTO, scene="slicer"),
        remarks=(Remark(author=LEAD.name, after=6, text="Well done. The technician comes at two."),),
    ),
    Scene(
        key="cold-room",
        author=LEAD.name,
        minutes_ago=48,
        text="Cold room 2: how the new door closes",
        ask=Ask.ACKNOWLEDGE,
        recording=Recording(
            kind=ClipKind.VIDEO,
            scene="cold room door",
            says="Buenos días a todos. La puerta nueva se cierra sola. Por favor, usen la palanca verde.",
        ),
        got_it=(HUONG, ANA, BEN),
        remarks=(
            Remark(
                author=BEN,
                after=9,
                recording=Recording(
                    kind=ClipKind.VOICE, says="I tried it. Pull the handle hard, and wait for the click."
                ),
            ),
        ),
    ),
    Scene(
        key="belt",
        author=BEN,
        minutes_ago=17,
        text="Belt 1 makes this noise since the break",
        ask=Ask.ACKNOWLEDGE,
        recording=Recording(
            kind=ClipKind.VIDEO,
            scene="conveyor belt",
            says="This belt is very loud today. Please keep your hands away from it. I will ask for help.",
            is_loud=True,
        ),
        got_it=(JAKUB, LUKAS),
        problem=(AMIRA,),
        remarks=(
            Remark(
                author=LUKAS,
                after=5,
                recording=Recording(
                    kind=ClipKind.VOICE,
                    says="Ich habe das Band gestoppt. In zehn Minuten läuft es wieder.",
                ),
            ),
        ),
    ),
)

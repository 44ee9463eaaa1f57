"""The README tells an operator what there is: every setting, and only commands that run."""

import re
from pathlib import Path

import typer
from pydantic import SecretStr

from app.cli import cli
from app.settings import ROOT, Settings

README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
PREFIX = "TWOTAP_"
# Settings of the test suite, read by tests and by nothing else.
OF_TESTS = re.compile(r"TWOTAP_(TEST_\w+|CLIPS)")


def section(title: str) -> str:
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def row(name: str) -> str:
    field = Settings.model_fields[name]
    default = shown(field.default)
    return f"| `{PREFIX}{name.upper()}` | {f'`{default}`' if default else ''} | {field.description} |"


def shown(default: object) -> str:
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    if isinstance(default, Path) and default.is_relative_to(ROOT):
        return str(default.relative_to(ROOT))
    return "" if default is None else str(default)


def commands() -> dict[str, set[str]]:
    """What `twotap` understands, by the words that call it, with its options."""
    found: dict[str, set[str]] = {}

    def walk(group: object, words: tuple[str, ...]) -> None:
        for name, command in getattr(group, "commands", {}).items():
            if not command.hidden:
                options = {option for parameter in command.params for option in parameter.opts}
                found[" ".join((*words, name))] = options
                walk(command, (*words, name))

    walk(typer.main.get_command(cli), ())
    return found


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_the_readme_lists_every_setting_with_its_default_and_meaning_and_no_other() -> None:
    listed = [line for line in section("Settings").splitlines() if line.startswith(f"| `{PREFIX}")]
    assert listed == [row(name) for name in Settings.model_fields]


def test_the_readme_names_no_setting_that_does_not_exist() -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    named = set(re.findall(r"TWOTAP_[A-Z0-9_]*[A-Z0-9]", README))
    families = {name.removesuffix("_*") for name in re.findall(r"TWOTAP_[A-Z0-9_]+_\*", README)}
    strange = {name for name in named - known if not OF_TESTS.fullmatch(name)}
    assert {name for name in strange if name not in families} == set()
    assert [family for family in families if not any(name.startswith(family) for name in known)] == []


def test_every_make_target_and_variable_the_readme_names_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    variables = set(re.findall(r"\$\((?:if \$\()?([A-Z_]+)", MAKEFILE))
    named = re.findall(r"`make ([a-z-]+)((?: [A-Z_]+=\S+)*)`", README)
    assert named
    assert {target for target, _ in named} - targets == set()
    assert set(re.findall(r"([A-Z_]+)=", " ".join(words for _, words in named))) - variables == set()


def test_every_twotap_command_the_readme_names_exists() -> None:
    known = commands()
    named = re.findall(r"`(?:\.venv/bin/)?twotap ([a-z][^`]*)`", README)
    assert named
    for line in named:
        words = line.partition(" --")[0]
        assert words in known, line
        assert set(re.findall(r"--[a-z-]+", line)) <= known[words] | {"--help"}, line


def test_the_readme_tells_every_command_an_operator_has() -> None:
    paragraph = README.partition("`twotap` is what an operator types")[2].partition("\n\n")[0]
    told = set(re.findall(r"`([a-z ]+)`", paragraph))
    assert told == {words for words in commands() if words not in {"admin", "roster"}}

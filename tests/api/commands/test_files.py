"""Files are written whole or not at all."""

import os
from pathlib import Path

import pytest

from api.commands.files import filled_folder, read_bytes, ready_to_write, write_file
from models.errors import BadInput

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def test_replaces_in_one_step(tmp_path: Path) -> None:
    """A file that somebody has open keeps its old content; the name shows the new one."""
    path = tmp_path / "plan.json"
    path.write_bytes(b"old")
    with path.open("rb") as reader:
        write_file(path, b"new")
        assert reader.read() == b"old"
    assert path.read_bytes() == b"new"


def test_follows_a_link(tmp_path: Path) -> None:
    """A link stays a link; what it points to is replaced."""
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_file(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_writes_to_a_device(tmp_path: Path) -> None:
    """A device is written to, never replaced by a file."""
    device = Path(os.devnull)
    write_file(ready_to_write(device), b"anything")
    assert not device.is_file()


def test_fails_without_a_trace(tmp_path: Path) -> None:
    """What cannot be written is a fault, and leaves no half of a file behind."""
    with pytest.raises(BadInput) as caught:
        write_file(tmp_path / "nowhere" / "plan.json", b"new")
    assert caught.value.faults[0].code == "not_writable"
    assert not list(tmp_path.iterdir())


def test_leaves_other_files_alone(tmp_path: Path) -> None:
    """Tables appear beside what is in the folder already, and the folder they were written in is gone."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")

    def fill(folder: Path) -> None:
        (folder / "cases.csv").write_text("id\n", encoding="utf-8")

    assert filled_folder(tmp_path, fill) == [tmp_path / "cases.csv"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.csv", "mine.txt"]


def test_a_failed_folder_is_left_as_it_was(tmp_path: Path) -> None:
    """If the second table fails, the first does not appear either."""

    def fill(folder: Path) -> None:
        (folder / "cases.csv").write_text("id\n", encoding="utf-8")
        raise OSError(28, "No space left on device")

    with pytest.raises(BadInput):
        filled_folder(tmp_path, fill)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(AS_ROOT, reason="root may read and write everything")
def test_what_may_not_be_read_or_written(tmp_path: Path) -> None:
    """Missing permission is a fault, told before any work."""
    secret = tmp_path / "secret.json"
    secret.write_bytes(b"{}")
    secret.chmod(0)
    with pytest.raises(BadInput) as unreadable:
        read_bytes(secret)
    assert unreadable.value.faults[0].code == "unreadable"
    tmp_path.chmod(0o500)
    with pytest.raises(BadInput) as not_writable:
        ready_to_write(tmp_path / "plan.json")
    tmp_path.chmod(0o700)
    assert not_writable.value.faults[0].code == "not_writable"

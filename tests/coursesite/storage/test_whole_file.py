"""A file appears when it is complete, and a failed one leaves no trace."""

import stat

import pytest

from coursesite.storage.whole_file import write_whole


def test_file_appears_whole_and_for_its_owner_alone(tmp_path):
    path, seen = tmp_path / "a.csv", []

    def pieces():
        for piece in (b"one", b"two"):
            seen.append(path.exists())
            yield piece

    assert write_whole(path, pieces()) == 6
    assert (path.read_bytes(), seen) == (b"onetwo", [False, False])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("stop", [RuntimeError, KeyboardInterrupt])
def test_what_stood_there_stays_when_writing_fails(tmp_path, stop):
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")

    def pieces():
        yield b"new"
        raise stop

    with pytest.raises(stop):
        write_whole(path, pieces())

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]

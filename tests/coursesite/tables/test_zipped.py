"""A ZIP that is read back, and that leaves in pieces while it is made."""

from io import BytesIO
from random import Random
from zipfile import ZipFile

from coursesite.tables.zipped import write_zip


def test_what_was_written_is_read():
    made = b"".join(write_zip([("a.csv", [b"1;2\r\n", "3;ä\r\n".encode()]), ("leer.md", [])]))

    with ZipFile(BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name).decode() for name in archive.namelist()} == {
            "a.csv": "1;2\r\n3;ä\r\n",
            "leer.md": "",
        }
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_it_leaves_while_it_is_made():
    made, left, random = [], 0, Random(7)

    def pieces():
        for number in range(2000):
            made.append(number)
            yield random.randbytes(500)

    stream = write_zip([("a", pieces())])
    while len(made) < 2000 and next(stream):
        left += 1

    assert left > 5

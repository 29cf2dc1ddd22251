"""The child's side of `document.py`: a certificate comes in as JSON, a PDF goes out."""

import json
import sys
from pathlib import Path
from typing import Any, BinaryIO

import typst

from coursesite.tables.__main__ import in_texts, legible, limit_child, missing_in, plain

TEMPLATE = Path(__file__).with_name("certificate.typ")


def typeset(job: dict[str, Any], fonts: typst.Fonts | None = None) -> bytes:
    """What no font has stands there by its number. Raises typst.TypstError where it is no matter of characters."""
    compiler = typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=fonts or typst.Fonts())
    job = in_texts(job, lambda text: legible(text, set()))
    try:
        return _compiled(compiler, job)
    except typst.TypstError as error:
        missing = missing_in(error.diagnostic)
        if not missing:
            raise
    try:
        return _compiled(compiler, in_texts(job, lambda text: legible(text, missing)))
    except typst.TypstError as error:
        if not missing_in(error.diagnostic):
            raise
    return _compiled(compiler, in_texts(job, plain))


def _compiled(compiler: typst.Compiler, job: Any) -> bytes:
    inputs = {"certificate": json.dumps(job)}
    made = compiler.compile(format="pdf", pdf_standards="ua-1", sys_inputs=inputs)
    assert isinstance(made, bytes)
    return made


def main(job: BinaryIO, out: BinaryIO) -> None:
    out.write(typeset(json.loads(job.read())))


if __name__ == "__main__":
    limit_child()
    main(sys.stdin.buffer, sys.stdout.buffer)

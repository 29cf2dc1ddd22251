"""manage.py verify_certificate FILE: does a downloaded proof hold? Asks neither the site nor its database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lessons.certificates.proof import MAX_BYTES, Verdict, read, verify

SECTIONS = {
    "format": "the format",
    "course": "the course or its version",
    "rule": "the rule",
    "exams": "an exam, its blueprint or its questions",
    "decision": "what was decided",
    "certificate": "the number, the code, a day or the name",
}
PROBLEMS = {
    "no-proof": "This is no proof of a certificate, or parts of it are missing.",
    "unknown-format": "This proof is in a format that this program does not know.",
    "changed": "This proof does not hold: {section} was changed, or a hash was.",
    "other-name": "This proof does not hold: the certificate was issued to another name.",
}


class Command(BaseCommand):
    help = "Check the proof of a certificate, as its learner downloads it, without the site."
    requires_system_checks = ()

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with Path(options["file"]).open("rb") as file:
                proof = read(file.read(MAX_BYTES + 1))
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error.strerror}.") from error
        verdict = verify(proof)
        if verdict.problem:
            raise CommandError(PROBLEMS[verdict.problem].format(section=SECTIONS.get(verdict.section, "")))
        self.stdout.write(sentence(proof, verdict))


def sentence(proof: dict[str, Any], verdict: Verdict) -> str:
    snapshot = proof["snapshot"]
    certificate, course = snapshot["certificate"], snapshot["course"]
    whom = proof["name"] if verdict.knows_name else "a person whose name was deleted"
    until = f"valid until {certificate['valid_until']}" if certificate["valid_until"] else "with no expiry date"
    return (
        f"This proof holds in itself: certificate {certificate['number']}, issued on {certificate['issued_on']} to "
        f"{whom} for “{course['title']}” (version {course['version']}), {until}. It is the one that was issued if the "
        f"document or the check page shows this checksum: {verdict.checksum}. Whether it was revoked since, the check "
        f"page alone can say."
    )

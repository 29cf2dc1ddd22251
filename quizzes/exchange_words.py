"""What is said about a file of questions: the words for each code of `quizzes.formats` and `services.import_plan`."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from quizzes.formats.base import Trouble

KINDS: Mapping[str, Any] = {
    "choice": pgettext_lazy("kind of question", "a choice"),
    "match": pgettext_lazy("kind of question", "matching pairs"),
    "order": pgettext_lazy("kind of question", "putting in order"),
    "gaps": pgettext_lazy("kind of question", "a text with gaps"),
    "text": pgettext_lazy("kind of question", "a written answer"),
    "own": pgettext_lazy("kind of question", "marking words in a text"),
}
NAMED_KINDS = ("cannot-hold", "no-fitting-type")

# "%(detail)s" is what the trouble names.
WORDS: Mapping[str, Any] = {
    # the file as a whole
    "file-too-large": _("The file is too large: the limit is %(detail)s MB."),
    "not-text": _("This text file cannot be read. Save it as UTF-8."),
    "too-many-questions": _("The file contains too many questions: the limit is %(detail)s."),
    "too-many-lines": _("The file has too many lines: the limit is %(detail)s."),
    "too-many-signs": _("The file contains too many special characters: the limit is %(detail)s."),
    "no-questions": _("The file contains no questions."),
    "not-a-list": _("A question bank file is a list of questions: each begins with “- uid: …”."),
    "yaml-broken": _("This is not valid YAML. Check indentation, colons and quotation marks here and above."),
    "yaml-duplicate-key": _("A key appears twice here."),
    "yaml-comment": _("Comments would be lost. Use the key “note”, or put a text containing # in quotation marks."),
    "yaml-alias": _("Anchors (&) and references (*) are not allowed. Put the text in quotation marks."),
    "yaml-tag": _("Tags (!) are not allowed. Put the text in quotation marks."),
    "yaml-too-deep": _("This is nested too deeply."),
    "yaml-too-many-values": _("There are too many values."),
    # a question that cannot be read
    "content": "%(detail)s",
    "control-character": _("The question contains a control character that cannot be stored."),
    "text-too-long": _("A text is too long: the limit is %(detail)s characters."),
    "extension-broken": _("The line “trennscharf” above the question is damaged. Repair or delete it."),
    "extension-without-question": _("The line “trennscharf” is not directly above a question."),
    "extension-does-not-fit": _("The line “trennscharf” does not match the question below it."),
    "gift-braces": _("The braces { } do not match. Write \\{ and \\} for braces that are part of a text."),
    "gift-answer": _("“%(detail)s” is listed among the answers without = or ~ in front of it."),
    "gift-pair": _("“%(detail)s” is not a pair. Write pairs like this: = this -> that."),
    "several-gaps": _("This format allows only one gap per text."),
    "numeric-question": _("Questions that ask for a number within a range are not supported."),
    "weight": _("“%(detail)s” is not a valid share: use −100 to 100 percent."),
    "no-right-answer": _("No answer is correct."),
    "too-many-answers": _("There are too many answers: the limit is %(detail)s."),
    "too-few-answers": _("There are too few answers."),
    "aiken-answer-missing": _("The line “ANSWER: …” is missing."),
    "aiken-answer-unknown": _("“%(detail)s” is not the letter of one of the answers."),
    "aiken-line": _("“%(detail)s” is neither the next answer nor the line “ANSWER: …”."),
    "aiken-no-question": _("There is no question above this line."),
    "not-a-question": _("A question is a block of keys and values."),
    "head-not-text": _("“%(detail)s” must be a short text."),
    "unknown-type": _("“%(detail)s” is not a question type."),
    "no-fitting-type": _("No question type here can hold this: %(detail)s."),
    # what XML and packages add to this
    "empty-file": _("The file is empty."),
    "is-html": _("This is a web page. Export the questions as a file and choose that."),
    "not-xml": _("The XML is not well-formed here."),
    "xml-doctype": _("A document type (<!DOCTYPE) is not allowed."),
    "wrong-root": _("This file contains something other than questions in this format: %(detail)s."),
    "unknown-encoding": _("The character encoding “%(detail)s” is not known."),
    "too-deep": _("Elements are nested too deeply: the limit is %(detail)s levels."),
    "too-many-elements": _("The file has too many elements: the limit is %(detail)s."),
    "too-many-parts": _("The question has too many parts: the limit is %(detail)s."),
    "unknown-question-type": _("Questions of type “%(detail)s” are not supported."),
    "fraction-unreadable": _("“%(detail)s” is not a valid share of the points."),
    "no-gaps": _("The text has no gap."),
    "no-key": _("No answer is correct."),
    "gap-count": _("The gaps in the text and their answers do not match."),
    "empty-text": _("A text is empty."),
    "not-one-partner": _("The format requires exactly one partner for each item."),
    "targets-alike": _("Two choices have the same text; the format cannot tell them apart."),
    "unwritable-characters": _("A text contains characters that XML cannot represent."),
    "extension-unreadable": _("Our own data for this question is damaged. Repair or delete it."),
    "image-not-in-file": _("The picture “%(detail)s” is not in the file."),
    "image-unreadable": _("The picture “%(detail)s” cannot be read."),
    "lost-parts": _("Not carried over: %(detail)s."),
    # what packages add to this
    "not-a-package": _("This is not a package: a ZIP file is expected."),
    "damaged-package": _("The package is damaged. %(detail)s"),
    "manifest-missing": _("This is not a QTI package: the file “%(detail)s” is missing."),
    "member-missing": _("The package lists the file “%(detail)s” but does not contain it."),
    "too-many-members": _("The package contains too many files: the limit is %(detail)s."),
    "unpacked-too-large": _("The package is too large once unpacked: the limit is %(detail)s MB."),
    "bad-member-name": _("A file in the package has a name that is not allowed: %(detail)s."),
    "encrypted-member": _("The file “%(detail)s” in the package is encrypted."),
    "linked-member": _("“%(detail)s” in the package is a link; only files are allowed."),
    "repeated-member": _("The file “%(detail)s” appears twice in the package."),
    "ids-alike": _("Two choices have the same identifier."),
    # a question that does not fit the bank
    "uid-twice": _("The name “%(detail)s” appears more than once in the file."),
    "unknown-pool": _("“%(detail)s” is not a pool."),
    "unknown-status": _("“%(detail)s” is not a status."),
    "unknown-dimension": _("The course has no dimension “%(detail)s”."),
    "unknown-claim": _("“%(detail)s” is not a claim."),
    "head-not-slug": _("Only lower-case letters, digits and single hyphens are allowed here: %(detail)s."),
    "head-too-long": _("This is too long or contains a control character; the limit in characters is: %(detail)s."),
    "other-pool": _("The question is already in the pool “%(detail)s”; a file cannot move it."),
    "other-family": _("The question already belongs to the family “%(detail)s”; a file cannot move it."),
    "other-type": _("The question with this name is of type “%(detail)s”; a different type needs a different name."),
    "family-in-two-pools": _("Its family already belongs to the pool “%(detail)s”."),
    "unequal-pair": _("“%(detail)s” and this question must name each other as a pair and be in the same pool."),
    "empties-cell": "%(detail)s",
    "picture-refused": _("This picture cannot be used. %(detail)s"),
    "picture-not-in-stem": _("The picture “%(detail)s” is outside the question’s text, the only place for pictures."),
    "too-many-pictures": _("The file contains too many pictures: the limit is %(detail)s."),
    "too-many-pixels": _("The pictures in the file have too many pixels in total: the limit is %(detail)s million."),
    "figures-full": _("With these pictures, the course’s figures would take up more than %(detail)s MB."),
    # what is left out on the way in
    "picture-left-out": _("The picture “%(detail)s” is not shown anywhere and is not carried over."),
    "category-left-out": _("The category “%(detail)s” is ignored: there are no categories here."),
    "no-answers": _("A text without answers is ignored."),
    "markup-left-out": _("Formatting with no equivalent here is ignored: %(detail)s."),
    "partial-credit": _("Partly correct answers are not carried over; they count as wrong here."),
    "wrong-costs-nothing": _("Here, a wrong tick costs as much as a right one earns; the file says nothing or 0."),
    "general-feedback": _("There are several explanations; only one of them is kept."),
    "needs-approval": _("Learners will get the new wording once a second person has approved it."),
    "feedback-filled": _("Explanations are missing. The correct answer was put in their place; please reword them."),
    "not-taken": _("The question type has no place for: %(detail)s."),
    # what a format does not hold on the way out
    "cannot-hold": _("The format does not support this kind of question: %(detail)s."),
    "no-type": _("The question does not name a type."),
    "one-partner-each": _("The format requires exactly one partner for each item."),
    "one-right-answer": _("The format allows exactly one correct answer."),
    "same-text-twice": _("Two choices have the same text; the format cannot tell them apart."),
    "arrow-in-text": _("A text contains “->”, which separates pairs in this format."),
    "extension-too-long": _("Its tags are too long for the line “trennscharf”."),
    "text-missing": _("A text is empty."),
    "looks-like-an-answer": _("A line of the question looks like an answer of this format."),
    "lost-picture": _("The picture “%(detail)s” is not carried over."),
    "lost-name": _("The name is not carried over."),
    "lost-type": _("The type “%(detail)s” is not carried over."),
    "lost-head": _("Not carried over: %(detail)s."),
    "lost-tags": _("Tags are not carried over: %(detail)s."),
    "lost-feedback": _("Explanations of the answers are not carried over."),
    "lost-order": _("The fixed order of the answers is not carried over."),
    "lost-ids": _("The keys of the answers are not carried over."),
    "lost-lines": _("Line breaks within texts are not carried over."),
    "lost-markup": _("Formatting is carried over only as characters."),
    "lost-in-type": _("The type “%(detail)s” holds the question in a different form."),
}


def trouble_words(trouble: Trouble) -> str:
    """In the reader's language, without name and line."""
    detail = trouble.detail
    if trouble.code in NAMED_KINDS:
        detail = str(KINDS.get(detail, detail))
    return str(WORDS.get(trouble.code, f"{trouble.code} %(detail)s")) % {"detail": detail}


def trouble_line(trouble: Trouble) -> str:
    """With the place where it stands, as far as it is known."""
    words = trouble_words(trouble)
    if trouble.name:
        words = gettext("%(place)s: %(problem)s") % {"place": trouble.name, "problem": words}
    if trouble.line:
        words = gettext("Line %(line)d: %(problem)s") % {"line": trouble.line, "problem": words}
    return words

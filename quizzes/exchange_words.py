"""What is said about a file of questions: the words for each code of `quizzes.formats` and `services.import_plan`."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quizzes.formats.base import Trouble

KINDS: Mapping[str, Any] = {
    "choice": pgettext_lazy("kind of question", "a choice"),
    "match": pgettext_lazy("kind of question", "pairs to find"),
    "order": pgettext_lazy("kind of question", "an order to find"),
    "gaps": pgettext_lazy("kind of question", "a text with gaps"),
    "text": pgettext_lazy("kind of question", "an answer to write"),
    "own": pgettext_lazy("kind of question", "words to mark in a text"),
}
NAMED_KINDS = ("cannot-hold", "no-fitting-type")

# "%(detail)s" is what the trouble names.
WORDS: Mapping[str, Any] = {
    # the file as a whole
    "file-too-large": _("The file is too large: at most %(detail)s MB."),
    "not-text": _("This is not a text file that can be read. Save it as UTF-8."),
    "too-many-questions": _("The file holds too many questions: at most %(detail)s."),
    "too-many-lines": _("The file has too many lines: at most %(detail)s."),
    "too-many-signs": _("The file holds too many special characters: at most %(detail)s."),
    "no-questions": _("The file holds no question."),
    "not-a-list": _("A file of the bank is a list of questions: each begins with “- uid: …”."),
    "yaml-broken": _("This is not valid YAML. Check indentation, colons and quotation marks here and above."),
    "yaml-duplicate-key": _("A key stands here twice."),
    "yaml-comment": _("Comments would be lost. Use the key “note”, or put a text with # in quotation marks."),
    "yaml-alias": _("Anchors (&) and references (*) are not allowed. Put the text in quotation marks."),
    "yaml-tag": _("Tags (!) are not allowed. Put the text in quotation marks."),
    "yaml-too-deep": _("This is nested too deeply."),
    "yaml-too-many-values": _("These are too many values."),
    # a question that cannot be read
    "content": "%(detail)s",
    "control-character": _("The question holds a control character that cannot be stored."),
    "text-too-long": _("A text is too long: at most %(detail)s characters."),
    "extension-broken": _("The line “trennscharf” above the question is damaged. Repair or delete it."),
    "extension-without-question": _("The line “trennscharf” does not stand directly above a question."),
    "extension-does-not-fit": _("The line “trennscharf” does not fit the question below it."),
    "gift-braces": _("The braces { } do not match. Write \\{ and \\} for braces that belong to a text."),
    "gift-answer": _("“%(detail)s” stands among the answers without = or ~ before it."),
    "gift-pair": _("“%(detail)s” is no pair. Pairs are written: = this -> that."),
    "several-gaps": _("Only one gap in a text can be held in this format."),
    "numeric-question": _("Questions for a number within limits are not supported."),
    "weight": _("“%(detail)s” is no share: −100 to 100 percent."),
    "no-right-answer": _("No answer is right."),
    "too-many-answers": _("These are too many answers: at most %(detail)s."),
    "too-few-answers": _("These are too few answers."),
    "aiken-answer-missing": _("The line “ANSWER: …” is missing."),
    "aiken-answer-unknown": _("“%(detail)s” is not the letter of one of the answers."),
    "aiken-line": _("“%(detail)s” is neither the next answer nor the line “ANSWER: …”."),
    "aiken-no-question": _("There is no question above this line."),
    "not-a-question": _("A question is a block of keys and values."),
    "head-not-text": _("“%(detail)s” must be a short text."),
    "unknown-type": _("“%(detail)s” is no type of question."),
    "no-fitting-type": _("No type of question here can hold this: %(detail)s."),
    # what XML and packages add to this
    "empty-file": _("The file is empty."),
    "is-html": _("This is a web page. Export the questions as a file and choose that."),
    "not-xml": _("This is not well-formed XML here."),
    "xml-doctype": _("A document type (<!DOCTYPE) is not allowed."),
    "wrong-root": _("This file holds something else than questions of this format: %(detail)s."),
    "unknown-encoding": _("The character encoding “%(detail)s” is not known."),
    "too-deep": _("Elements are nested too deeply: at most %(detail)s levels."),
    "too-many-elements": _("The file has too many elements: at most %(detail)s."),
    "too-many-parts": _("The question has too many parts: at most %(detail)s."),
    "unknown-question-type": _("Questions of the type “%(detail)s” are not supported."),
    "fraction-unreadable": _("“%(detail)s” is no share of the points."),
    "no-gaps": _("The text has no gap."),
    "no-key": _("No answer is right."),
    "gap-count": _("The gaps of the text and their answers do not match."),
    "empty-text": _("A text is empty."),
    "not-one-partner": _("The format needs exactly one partner for each."),
    "targets-alike": _("Two choices have the same text; the format could not tell them apart."),
    "unwritable-characters": _("A text holds characters that XML cannot hold."),
    "extension-unreadable": _("Our own data of this question are damaged. Repair or delete them."),
    "image-not-in-file": _("The picture “%(detail)s” is not in the file."),
    "image-unreadable": _("The picture “%(detail)s” cannot be read."),
    "lost-parts": _("Does not come along: %(detail)s."),
    # what packages add to this
    "not-a-package": _("This is no package: a ZIP file is expected."),
    "damaged-package": _("The package is damaged. %(detail)s"),
    "manifest-missing": _("This is no QTI package: the file “%(detail)s” is missing."),
    "member-missing": _("The file “%(detail)s” is named in the package, but not in it."),
    "too-many-members": _("The package holds too many files: at most %(detail)s."),
    "unpacked-too-large": _("Unpacked, the package is too large: at most %(detail)s MB."),
    "bad-member-name": _("A file in the package has a name that is not allowed: %(detail)s."),
    "encrypted-member": _("The file “%(detail)s” in the package is encrypted."),
    "linked-member": _("“%(detail)s” in the package is a link; only files are allowed."),
    "repeated-member": _("The file “%(detail)s” stands in the package twice."),
    "ids-alike": _("Two choices have the same identifier."),
    # a question that does not fit the bank
    "uid-twice": _("The name “%(detail)s” stands in the file more than once."),
    "unknown-pool": _("“%(detail)s” is no pool."),
    "unknown-status": _("“%(detail)s” is no status."),
    "unknown-dimension": _("The course has no dimension “%(detail)s”."),
    "unknown-claim": _("“%(detail)s” is not a claim."),
    "head-not-slug": _("Only lower-case letters, digits and single hyphens are allowed here: %(detail)s."),
    "head-too-long": _("This is too long or holds a control character, allowed are so many characters: %(detail)s."),
    "other-pool": _("The question is in the pool “%(detail)s” already; a file does not move it."),
    "other-family": _("The question belongs to the family “%(detail)s” already; a file does not move it."),
    "other-type": _("The question with this name is of the type “%(detail)s”; another type needs another name."),
    "family-in-two-pools": _("Its family already belongs to the pool “%(detail)s”."),
    "unequal-pair": _("“%(detail)s” and this question must name each other as a pair and be in the same pool."),
    "empties-cell": "%(detail)s",
    "picture-refused": _("This picture cannot be taken. %(detail)s"),
    "picture-not-in-stem": _("The picture “%(detail)s” stands beside the question's text, where none has its place."),
    "too-many-pictures": _("The file brings too many pictures: at most %(detail)s."),
    "too-many-pixels": _("The pictures of the file have too many pixels together: at most %(detail)s million."),
    "figures-full": _("With these pictures, the figures of the course would take up more than %(detail)s MB."),
    # what is left out on the way in
    "picture-left-out": _("The picture “%(detail)s” is shown nowhere and does not come along."),
    "category-left-out": _("The category “%(detail)s” is left out: there are none here."),
    "no-answers": _("A text without answers is left out."),
    "markup-left-out": _("Formatting that has no counterpart here is left out: %(detail)s."),
    "partial-credit": _("Partly right answers are left out; they count as wrong here."),
    "wrong-costs-nothing": _("Wrong ticks cost as much here as right ones earn; the file says nothing or 0."),
    "general-feedback": _("There are several explanations; only one of them is kept."),
    "needs-approval": _("Learners get the new wording when a second person has approved it."),
    "feedback-filled": _("Explanations are missing. The right answer was put in their place; please reword them."),
    "not-taken": _("The type of question has no place for: %(detail)s."),
    # what a format does not hold on the way out
    "cannot-hold": _("The format does not know this kind of question: %(detail)s."),
    "no-type": _("The question names no type."),
    "one-partner-each": _("The format needs exactly one partner for each."),
    "one-right-answer": _("The format knows exactly one right answer."),
    "same-text-twice": _("Two choices have the same text; the format could not tell them apart."),
    "arrow-in-text": _("A text holds “->”, which separates pairs in this format."),
    "extension-too-long": _("Its tags are too long for the line “trennscharf”."),
    "text-missing": _("A text is empty."),
    "looks-like-an-answer": _("A line of the question looks like an answer of this format."),
    "lost-picture": _("The picture “%(detail)s” does not come along."),
    "lost-name": _("The name does not come along."),
    "lost-type": _("The type “%(detail)s” does not come along."),
    "lost-head": _("Does not come along: %(detail)s."),
    "lost-tags": _("Tags do not come along: %(detail)s."),
    "lost-feedback": _("Explanations of the answers do not come along."),
    "lost-order": _("That the order of the answers is fixed does not come along."),
    "lost-ids": _("The keys of the answers do not come along."),
    "lost-lines": _("Line ends within texts do not come along."),
    "lost-markup": _("Formatting comes along as signs only."),
    "lost-in-type": _("The type “%(detail)s” holds the question in another form."),
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
        words = _now("%(place)s: %(problem)s") % {"place": trouble.name, "problem": words}
    if trouble.line:
        words = _now("Line %(line)d: %(problem)s") % {"line": trouble.line, "problem": words}
    return words

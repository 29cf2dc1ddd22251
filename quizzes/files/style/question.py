"""Is this a question that asks for what it means to ask? What a reader of one question can see.

Three questions of four betray their answer by form: the longest option, the article before a gap, the word that sounds
like the term. What types refuse already (an option without feedback, two keys, terms in another order) is not repeated.
"""

import re
from collections.abc import Callable, Iterator

from lessons.files.problem import Problem, Where
from lessons.files.style.passages import visible
from lessons.files.style.prose import QUESTION_SENTENCE, QUESTION_WORD, long_sentences, prose_findings
from lessons.files.style.sentences import bare_words, sentences, word_count
from lessons.files.style.vocabulary import Vocabulary
from quizzes.files.bank import BankEntry
from quizzes.files.style.texts import Choice, Role, choices, said
from quizzes.types.cloze import GAP
from quizzes.types.cloze import Content as Cloze
from quizzes.types.single import IN_TERM_ORDER

MAX_STEM_WORDS = 70
MAX_TASK_WORDS = 90  # of a stem that asks for a text: it says how long and about what
TASKS = frozenset({"short", "essay"})
FEEDBACK_WORDS = (8, 45)  # less gives no reason, more is not read
MAX_LENGTH_RATIO = 1.6  # of the longest option to the shortest, in characters
SHUFFLED = frozenset({"szenario", "luecke"})  # forms whose options are written for the question
PLACEMENT = "placement"

# Not part of any term, and yet "im Mittelpunkt" is heard as centricity: the strongest false friend of the course.
CLANG_WORDS = ("mittelpunkt",)
NONE_OF_THESE = re.compile(
    r"\W*(?:alle|beide|keine[rs]?)(?: der| dieser| von den)?(?: zwei| drei)?(?: genannten| obigen| vorigen)?"
    r"(?: antworten| aussagen| begriffe| möglichkeiten)?\W*|\W*(?:alles|nichts|keine[rs]?) davon\W*",
    re.IGNORECASE,
)
_NEGATION = re.compile(r"\b(?:[Nn]icht|[Kk]ein(?:e[mnrs]?)?)\b")
# "noch nicht" asks for a stage, "nicht nur" adds, "oder nicht" leaves both open: nobody overlooks these.
_HARMLESS = re.compile(r"\b(?:noch (?:nicht|kein(?:e[mnrs]?)?)|nicht (?:nur|allein)|oder nicht)\b", re.IGNORECASE)
_QUOTED = re.compile(r"„[^„“]*“")
# Kundenfokus is masculine, Kundenorientierung feminine: what stands before the gap must fit both. Before a noun
# ("die ___ Bedürfnisse") the gap wants an adjective, and the article belongs to the noun.
_GENDER = (
    r"(?i:der|die|das|dem|den|des|(?:ein|kein|sein|ihr|unser)(?:e[mnrs]?)?|(?:dies|jed|jen|welch)e[mnrs]?"
    r"|beim|zum|zur|vom|im|am|ans|ins)"
)
_CUE = re.compile(rf"\b{_GENDER}\s+$")
_NOUN = re.compile(r"\s*[A-ZÄÖÜ]")

Rule = Callable[[BankEntry, Vocabulary], Iterator[Problem]]


def question_problems(entry: BankEntry, vocabulary: Vocabulary) -> Iterator[Problem]:
    for rule in RULES:
        yield from rule(entry, vocabulary)


def _prose(entry: BankEntry, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Rubrics are read at a desk: their sentences may be long."""
    for one in said(entry):
        findings = list(prose_findings(one.text, vocabulary))
        if one.role is not Role.RUBRIC:
            findings += long_sentences(one.text, QUESTION_SENTENCE)
        for finding in findings:
            yield entry.problem(one.where, finding.code, finding.message, detail=finding.detail)


def _stem(entry: BankEntry, _vocabulary: Vocabulary) -> Iterator[Problem]:
    most = MAX_TASK_WORDS if entry.type in TASKS else MAX_STEM_WORDS
    count = word_count(visible(entry.content.stem))
    if count > most:
        yield entry.problem(("stem",), "long-stem", f"the stem has {count} words, at most {most}", detail=str(count))


def _negation(entry: BankEntry, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """Who reads in haste overlooks a small "nicht" and answers the contrary."""
    if found := _NEGATION.search(_HARMLESS.sub("", question_sentence(entry.content.stem))):
        message = f"“{found[0]}” in the question: write NICHT or ask for what is"
        yield entry.problem(("stem",), "negation", message, detail=found[0])


def question_sentence(stem: str) -> str:
    """The last sentence that asks, without what it quotes; empty where none does."""
    plain = _QUOTED.sub("„“", visible(stem))
    return next((sentence for sentence in reversed(sentences(plain)) if "?" in sentence), "")


def _clang_words(entry: BankEntry, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A word that sounds like a term decides for those who listen to words instead of signs."""
    if entry.form not in IN_TERM_ORDER or entry.content.case.decoy or entry.content.genuine_word:
        return
    sounds = [sound for sound in (*vocabulary.stems, *CLANG_WORDS) if sound in entry.content.stem.casefold()]
    if sounds:
        message = f"the stem sounds like a term ({', '.join(sounds)}): reword it, or mark a decoy or genuine_word"
        yield entry.problem(("stem",), "clang-word", message, detail=", ".join(sounds))


def _gender_cues(entry: BankEntry, _vocabulary: Vocabulary) -> Iterator[Problem]:
    if not isinstance(entry.content, Cloze):
        return
    stem = entry.content.stem
    for gap, found in zip(entry.content.gaps, GAP.finditer(stem), strict=False):
        cue = _CUE.search(stem[: found.start()])
        if gap.options and cue and not _NOUN.match(stem[found.end() :]):
            message = f"“{cue[0].strip()}” before the gap tells the gender of the answer: put the gap first"
            yield entry.problem(("stem",), "gender-cue", message, detail=cue[0].strip())


def _options(entry: BankEntry, vocabulary: Vocabulary) -> Iterator[Problem]:
    for choice in choices(entry):
        for rule in (_names, _terms, _misconceptions, _lengths, _sums):
            for where, code, message in rule(entry, choice, vocabulary):
                yield entry.problem(where, code, message)


Fault = tuple[Where, str, str]


def _names(entry: BankEntry, choice: Choice, vocabulary: Vocabulary) -> Iterator[Fault]:
    for option in choice.options:
        name = vocabulary.names.get(option.term, option.text)
        if entry.form in IN_TERM_ORDER and option.text != name:
            yield (*choice.place(option), "text"), "option-name", f"the option {option.term} is called {name}"


def _terms(entry: BankEntry, choice: Choice, vocabulary: Vocabulary) -> Iterator[Fault]:
    """Without one option a term, a wrong choice would not tell what was taken for what."""
    if choice.case and entry.form in SHUFFLED and {*vocabulary.names} != {option.term for option in choice.options}:
        yield choice.where, "option-terms", f"one option for each term: {', '.join(vocabulary.names)}"
    elif choice.case and len(choice.options) > len(vocabulary.names):
        yield choice.where, "option-terms", "two options stand for the same term"


def _misconceptions(_entry: BankEntry, choice: Choice, _vocabulary: Vocabulary) -> Iterator[Fault]:
    for option in choice.options:
        if choice.case and not option.key and not option.misconception:
            yield choice.place(option), "no-misconception", f"the wrong option {option.id} carries no misconception"


def _lengths(entry: BankEntry, choice: Choice, vocabulary: Vocabulary) -> Iterator[Fault]:
    lengths = sorted(len(visible(option.text)) for option in choice.options)
    if entry.form in SHUFFLED and not are_names(choice, vocabulary) and lengths[-1] > lengths[0] * MAX_LENGTH_RATIO:
        message = f"the options have {lengths[0]} to {lengths[-1]} characters: at most {MAX_LENGTH_RATIO} times as many"
        yield choice.where, "option-lengths", message


def _sums(_entry: BankEntry, choice: Choice, _vocabulary: Vocabulary) -> Iterator[Fault]:
    for option in choice.options:
        if NONE_OF_THESE.fullmatch(visible(option.text)):
            message = "all or none of the others is no answer: it can be right without knowing anything"
            yield (*choice.place(option), "text"), "all-or-none", message


def are_names(choice: Choice, vocabulary: Vocabulary) -> bool:
    """Whether one chooses between the terms themselves: nobody can change how long their names are."""
    return {option.text for option in choice.options} <= {*vocabulary.names.values()}


def _feedback(entry: BankEntry, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """Each its own: the same words for two mistakes explain neither."""
    least, most = FEEDBACK_WORDS
    seen: set[str] = set()
    for one in said(entry):
        if one.role is not Role.FEEDBACK:
            continue
        count, words = word_count(visible(one.text)), " ".join(bare_words(visible(one.text)))
        if not least <= count <= most:
            message = f"the feedback has {count} words, allowed are {least} to {most}"
            yield entry.problem(one.where, "feedback-length", message, detail=str(count))
        if words in seen:
            yield entry.problem(one.where, "feedback-repeated", "the same feedback stands here twice")
        seen.add(words)


def _placement(entry: BankEntry, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """It is asked before the first lesson: nobody knows the Prüffragen yet."""
    message = f"no {QUESTION_WORD} before the lesson that explains it"
    for one in said(entry):
        if entry.pool == PLACEMENT and QUESTION_WORD in one.text:
            yield entry.problem(one.where, "placement-question", message)


RULES: tuple[Rule, ...] = (_prose, _stem, _negation, _clang_words, _gender_cues, _options, _feedback, _placement)

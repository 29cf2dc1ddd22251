"""Fixed choices of questions, quizzes and attempts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Pool(TextChoices):
    EXAM = "exam", _("final exam")
    PRACTICE = "practice", _("practice")
    PLACEMENT = "placement", _("pre-test")
    MIDTERM = "midterm", _("mid-course exam")
    RETENTION = "retention", _("retention check")


class QuestionStatus(TextChoices):
    DRAFT = "draft", _("draft")
    REVIEWED = "reviewed", _("reviewed")
    LIVE = "live", _("live")
    RETIRED = "retired", _("retired")


class Mode(TextChoices):
    CHECK = "check", _("lesson check")
    PRACTICE = "practice", _("practice")
    TARGETED = "targeted", _("targeted practice")
    PLACEMENT = "placement", _("pre-test")
    ADAPTIVE = "adaptive", _("adaptive check")
    MIDTERM = "midterm", _("mid-course exam")
    EXAM = "exam", _("final exam")
    RETENTION = "retention", _("retention check")
    REVIEW = "review", _("spaced review")
    DIFFERENCE = "difference", _("questions on what has changed")


PRACTICE_MODES = frozenset({Mode.CHECK, Mode.PRACTICE, Mode.REVIEW, Mode.DIFFERENCE})
ONE_BY_ONE = frozenset({Mode.ADAPTIVE, Mode.TARGETED})


class Reveal(TextChoices):
    """What a learner may see when: three named presets instead of a grid of switches."""

    AT_ONCE = "at-once", _("at once")
    AFTER_SUBMIT = "after-submit", _("after submission")
    PROTECTED = "protected", _("when passed or when no attempts are left")


class Navigation(TextChoices):
    """How one gets from question to question."""

    FREE = "free", _("free")
    FORWARD = "forward", _("forward only")


class Counts(TextChoices):
    """Which of several attempts is the result of the quiz."""

    BEST = "best", _("the best attempt")
    LAST = "last", _("the last attempt")
    FIRST = "first", _("the first attempt")


class Settled(TextChoices):
    """How a faulty question was settled after it had been asked."""

    NO = "", _("undecided")
    FOR_ALL = "for-all", _("counts as correct for everyone")
    NOT_SCORED = "not-scored", _("not scored")
    BY_VERSION = "by-version", _("marked by another version")
    ALSO = "also", _("another answer also counts")


NOT_MEASURED = (Settled.FOR_ALL, Settled.NOT_SCORED)
"""Whatever is answered to a question settled so tells nothing of who answered."""


class Verdict(TextChoices):
    """What a reviewer decides about a wording, after she has answered it without its key."""

    APPROVED = "approved", _("approved")
    RETURNED = "returned", _("return to the author")


class ObjectionDecision(TextChoices):
    """What an objection to a question led to."""

    KEPT = "kept", _("the question stays as it is")
    BOTH = "both", _("another answer also counts")
    NOT_SCORED = "not-scored", _("the question is not scored")
    NEW_KEY = "new-key", _("a different answer is correct")
    FOR_ALL = "for-all", _("the question counts as correct for everyone")


class AttemptState(TextChoices):
    OPEN = "open", _("open")
    SUBMITTED = "submitted", _("submitted")
    EXPIRED = "expired", _("expired")
    AWAITING_MARKING = "awaiting-marking", _("waiting to be marked")
    MARKED = "marked", _("marked")


class Confidence(TextChoices):
    SURE = "sure", _("sure")
    UNSURE = "unsure", _("unsure")

"""Fixed choices of people's records."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Language(TextChoices):
    GERMAN = "de", _("German")
    ENGLISH = "en", _("English")


class TimeFactor(TextChoices):
    """How much longer a person may take. No reason is stored, on purpose."""

    NORMAL = "1", _("normal time")
    QUARTER_MORE = "1.25", _("a quarter more time")
    HALF_MORE = "1.5", _("half as much time again")
    DOUBLE = "2", _("double time")
    UNLIMITED = "none", _("no time limit")


class Role(TextChoices):
    """In which role somebody acts or sees something. The roles are fixed; there is no matrix of rights."""

    LEARNER = "learner", _("learner")
    INSTRUCTOR = "instructor", _("instructor")
    HR = "hr", _("HR")
    WORKS_COUNCIL = "works-council", _("works council")
    OPERATOR = "operator", _("operator")

import secrets

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from coursesite import clock
from coursesite.accounts.enums import Language, TimeFactor
from coursesite.accounts.validators import validate_plain_text

NAME_MAX_LENGTH = 200  # the longest personal names on record fit; a page header still holds it


def make_public_id() -> str:
    """128 random bits: the id a person has in addresses, which says nothing and cannot be guessed."""
    return secrets.token_urlsafe(16)


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """The address in small letters throughout, as everywhere else people are made."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser):
    """A person. What she may do follows from dated role rows; there is no matrix of rights.

    There is no `last_login`: when somebody was here is nobody's business (and password tokens work without it).
    """

    last_login = None

    email = models.EmailField(_("email address"))
    name = models.CharField(
        _("name"),
        max_length=NAME_MAX_LENGTH,
        blank=True,
        validators=[validate_plain_text],
        help_text=_("As you write it yourself."),
    )
    # Text, since 007 is not 7.
    personnel_number = models.CharField(
        _("personnel number"), max_length=50, blank=True, validators=[validate_plain_text]
    )
    public_id = models.CharField(max_length=32, unique=True, default=make_public_id, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.GERMAN)
    time_factor = models.CharField(
        _("time extension"), max_length=4, choices=TimeFactor.choices, default=TimeFactor.NORMAL
    )
    entry_date = models.DateField(_("entry date"), null=True, blank=True)
    scim_id = models.CharField(max_length=100, null=True, blank=True, unique=True, editable=False)
    # Reminders of courses that are not mandatory; those of mandatory ones always come.
    reminders = models.BooleanField(_("reminders for optional courses"), default=True)
    # The address of her calendar feed; made when she first asks for one.
    calendar_token = models.CharField(max_length=32, null=True, blank=True, unique=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_superuser = models.BooleanField(_("operator"), default=False)
    joined_at = models.DateTimeField(_("account since"), default=clock.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "email"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique"),
            models.UniqueConstraint(
                fields=["personnel_number"], condition=~models.Q(personnel_number=""), name="user_personnel_unique"
            ),
        ]

    def __str__(self) -> str:
        return str(_("deleted account")) if self.erased_at else self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    # Django's admin asks these; the answer is the same for each model, and the admin classes ask our rules instead.
    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and self.is_superuser

    def has_perms(self, perms: list[str], obj: object = None) -> bool:
        return self.is_active and self.is_superuser

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_superuser

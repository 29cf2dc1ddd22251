"""What accounts tell the registry, and which signals they listen to, when the site starts."""

from types import ModuleType

from allauth.account.signals import email_removed
from allauth.mfa.signals import authenticator_removed
from django.utils.translation import gettext_lazy as _

from coursesite.accounts.first_steps import STEPS
from coursesite.accounts.mails import invitation_context
from coursesite.accounts.middleware import forget_second_factor
from coursesite.accounts.models import Department, User
from coursesite.accounts.queries.invitations import INVITATION
from coursesite.accounts.rules import is_works_council
from coursesite.accounts.services.former_names import keep_removed_address
from coursesite.accounts.services.merging import FOR_MERGING
from coursesite.accounts.services.people import FOR_TIME_EXTENSION
from coursesite.accounts.views.council_pages import COUNCIL_PAGES
from coursesite.accounts.views.desks import COUNCIL, OPERATOR, waits_for_council, waits_for_operator
from coursesite.help.first_steps import home_steps
from coursesite.journal.models import Action
from coursesite.privacy import own


def register(registry: ModuleType) -> None:
    own.register()
    _register_places(registry)
    _register_journal_words(registry)
    registry.register_mail_kind(
        registry.MailKind(INVITATION, _("invitation"), "accounts/mail/invitation", invitation_context)
    )
    authenticator_removed.connect(forget_second_factor)
    email_removed.connect(keep_removed_address)


def _register_places(registry: ModuleType) -> None:
    registry.register_navigation(registry.NavigationEntry(_("Works council"), "council", is_works_council))
    registry.register_section("council", COUNCIL_PAGES)
    for desk, find in ((COUNCIL, waits_for_council), (OPERATOR, waits_for_operator)):
        registry.register_desk(desk)
        registry.register_waiting(desk.role, find)
    registry.register_first_steps(STEPS)
    registry.register_home_panel(registry.Panel("help/first_steps_panel.html", home_steps, position=-2))


def _register_journal_words(registry: ModuleType) -> None:
    words = {field.name: field.verbose_name for field in User._meta.concrete_fields}
    purposes = {
        FOR_TIME_EXTENSION: _("setting the time extension"),
        FOR_MERGING: _("merging two records"),
    }
    registry.register_journal_words(Action.MERGE_PEOPLE, words)
    registry.register_journal_words(Action.CHANGE_PERSON, words | purposes)
    registry.register_journal_words(Action.VIEW_PERSON, purposes)
    registry.register_journal_words(
        Action.IMPORT_PEOPLE, words | {"department": Department._meta.verbose_name, "role": _("role")}
    )

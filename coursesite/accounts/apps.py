from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "coursesite.accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from allauth.account.signals import email_removed  # noqa: PLC0415  # app ready
        from allauth.mfa.signals import authenticator_removed  # noqa: PLC0415  # app ready

        from coursesite import registry  # noqa: PLC0415  # app ready
        from coursesite.accounts.first_steps import STEPS  # noqa: PLC0415  # app ready
        from coursesite.accounts.mails import invitation_context  # noqa: PLC0415  # app ready
        from coursesite.accounts.middleware import forget_second_factor  # noqa: PLC0415  # app ready
        from coursesite.accounts.models import Department, User  # noqa: PLC0415  # app ready
        from coursesite.accounts.queries.invitations import INVITATION  # noqa: PLC0415  # app ready
        from coursesite.accounts.rules import is_works_council  # noqa: PLC0415  # app ready
        from coursesite.accounts.services.former_names import keep_removed_address  # noqa: PLC0415  # app ready
        from coursesite.accounts.services.merging import FOR_MERGING  # noqa: PLC0415  # app ready
        from coursesite.accounts.services.people import FOR_TIME_EXTENSION  # noqa: PLC0415  # app ready
        from coursesite.accounts.views.council_pages import COUNCIL_PAGES  # noqa: PLC0415  # app ready
        from coursesite.accounts.views.desks import (  # noqa: PLC0415  # app ready
            COUNCIL,
            OPERATOR,
            waits_for_council,
            waits_for_operator,
        )
        from coursesite.help.first_steps import home_steps  # noqa: PLC0415  # app ready
        from coursesite.journal.models import Action  # noqa: PLC0415  # app ready
        from coursesite.privacy import own  # noqa: PLC0415  # app ready

        registry.register_navigation(registry.NavigationEntry(_("Works council"), "council", is_works_council))
        registry.register_section("council", COUNCIL_PAGES)
        for desk, find in ((COUNCIL, waits_for_council), (OPERATOR, waits_for_operator)):
            registry.register_desk(desk)
            registry.register_waiting(desk.role, find)
        own.register()
        registry.register_first_steps(STEPS)
        registry.register_home_panel(registry.Panel("help/first_steps_panel.html", home_steps, position=-2))
        authenticator_removed.connect(forget_second_factor)
        email_removed.connect(keep_removed_address)
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
        invitation = registry.MailKind(INVITATION, _("invitation"), "accounts/mail/invitation", invitation_context)
        registry.register_mail_kind(invitation)

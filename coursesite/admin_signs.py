"""Django's signs for yes, no and unknown in the admin, each with its word; Django shows a small coloured sign alone."""

from django.contrib.admin.templatetags import admin_list
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def sign_of(value: bool | None) -> SafeString:
    name, word = {True: ("yes", _("yes")), False: ("no", _("no")), None: ("unknown", _("unknown"))}[value]
    return format_html('<img src="{}" alt=""> {}', static(f"admin/img/icon-{name}.svg"), word)


def install() -> None:
    """In place of the one function that lists and fields only shown have in common; Django has no setting for it."""
    admin_list._boolean_icon = sign_of

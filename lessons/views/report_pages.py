"""Where is what in HR's section? Its pages by what they are for."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coursesite.registry import PageGroup, Section

REPORT_PAGES = Section(
    _("HR department pages"),
    (
        PageGroup(
            pgettext_lazy("group of pages", "People"),
            ((_("People"), "lessons:report-people"), (_("Groups"), "lessons:report-groups")),
        ),
        PageGroup(
            _("Reports"),
            (
                (_("Completions"), "lessons:report-completions"),
                (_("Effect in groups"), "lessons:report-effect"),
                (_("Saved views"), "lessons:report-views"),
                (_("Exports"), "lessons:report-exports"),
            ),
        ),
        PageGroup(
            _("Proof"),
            (
                (_("Certificates"), "lessons:report-certificates"),
                (_("Evidence for an audit"), "lessons:report-evidence"),
            ),
        ),
        PageGroup(
            _("Emails and rules"),
            ((_("Emails"), "lessons:report-outbox"), (_("Settings"), "lessons:report-settings")),
        ),
    ),
)

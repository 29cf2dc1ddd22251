"""Where is what in the works council's section? What applies here, and what has happened."""

from django.utils.translation import gettext_lazy as _

from coursesite.registry import PageGroup, Section

COUNCIL_PAGES = Section(
    _("Works council pages"),
    (
        PageGroup(
            _("What applies here"),
            (
                (_("Overview"), "council"),
                (_("Settings"), "council-rules"),
                (_("Text for the agreement"), "council-agreement"),
            ),
        ),
        PageGroup(
            _("What has happened"),
            ((_("Exports"), "council-exports"), (_("Who has which role"), "council-roles")),
        ),
    ),
)

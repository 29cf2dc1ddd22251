from django.contrib import admin
from django.http import HttpRequest

from coursesite.admin_site import RuledAdmin
from coursesite.pages.models import SitePage
from coursesite.pages.services.shipping import save_page


@admin.register(SitePage)
class SitePageAdmin(RuledAdmin):
    """Operators complete imprint, privacy notice, accessibility statement and contact here."""

    list_display = ["title", "slug", "language"]
    list_filter = ["language"]
    fields = ["slug", "language", "title", "position", "source"]

    def save_model(self, request: HttpRequest, obj: SitePage, form: object, change: bool) -> None:
        save_page(page=obj)

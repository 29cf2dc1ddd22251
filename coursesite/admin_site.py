"""The admin: instructors' and operators' workshop. What each may do follows from rules, not from a permission table."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coursesite import registry
from coursesite.accounts.rules import is_operator


class TrennscharfAdminSite(admin.AdminSite):
    site_header = site_title = "Trennscharf"
    index_title = _("Workshop")

    def has_permission(self, request: HttpRequest) -> bool:
        """Operators, and whoever an upper floor names: instructors. HR has no admin."""
        return is_operator(request.user) or any(rule(request.user) for rule in registry.staff_rules)


class RuledAdmin(admin.ModelAdmin):
    """Operators only, unless a subclass says otherwise. Nothing is deleted here: it is ended or retired."""

    def may_enter(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_operator(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may_enter(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_enter(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_enter(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_enter(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

"""The admin: instructors' and operators' workshop. What each may do follows from rules, not from a permission table."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from coursesite import clock
from coursesite.accounts.models import DatedRole
from coursesite.accounts.rules import is_operator, is_staff
from coursesite.accounts.services.roles import end_role, grant_role
from coursesite.errors import ServiceError
from coursesite.http.responses import safe_next

NUMBER = re.compile(r"[0-9]{1,18}")


class TrennscharfAdminSite(admin.AdminSite):
    site_header = site_title = "Trennscharf"
    index_title = _("Workshop")
    empty_value_display = "–"  # as on all other pages
    enable_nav_sidebar = False  # it would take a quarter of each list; the index has the same links

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only what follows our rules: libraries would offer people's second factors and groups for editing."""
        if admin_class is not None and issubclass(admin_class, Ruled):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Operators, and whom an upper floor names: instructors. HR has no admin."""
        return is_staff(request.user)

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        """Who may not come in, or not see this page, learns that there is no such page."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise Http404
            try:
                return inner(request, *args, **kwargs)
            except PermissionDenied:
                raise Http404 from None

        return guarded

    def get_urls(self) -> list[Any]:
        """Without "view on site", which would tell staff the address of any row of any table, attempts included."""
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The site's own sign-in, with its limits and its second factor."""
        target = safe_next(request, "admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(target, redirect_field_name=REDIRECT_FIELD_NAME)
        if not self.has_permission(request):
            raise Http404
        return HttpResponseRedirect(target)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("account_change_password")


class Ruled:
    """Permissions from rules: a subclass overrides what more people may do. Unless it does: operators only.

    Nothing is deleted in the admin: it is ended, retired or put out of use by a service.
    """

    view_on_site: Any = False

    def may_view(self, user: Any, obj: Any = None) -> bool:
        return is_operator(user)

    def may_change(self, user: Any, obj: Any = None) -> bool:
        return is_operator(user)

    def may_add(self, user: Any) -> bool:
        return is_operator(user)

    def visible_to(self, user: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Which rows lists, searches and addresses reach. Override it together with may_view."""
        return rows if is_operator(user) else rows.none()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.visible_to(request.user, super().get_queryset(request))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_view(request.user, obj) or self.may_change(request.user, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_change(request.user, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_add(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class WorkshopForm(forms.Form):
    """Headed with capitals as Django's own pages are; the words that we have for things begin with none in English."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label)


class RowSelect(AutocompleteSelect):
    """Django's would fail when the form comes back with something that is no row's number."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, [entry for entry in value if NUMBER.fullmatch(str(entry))], attr)


class RuledAdmin(Ruled, admin.ModelAdmin):
    """A page of the admin that saves through a service: a subclass says which in `save_model`."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = RowSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_action_choices(self, request: HttpRequest, default_choices: Any = None) -> Any:
        return super().get_action_choices(request, default_choices or [("", _("Please choose"))])

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Under the name of what it lists; Django's title says "Select question to change"."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Under its own name; Django's title says "Change question", and the name below."""
        if context.get("original"):
            context |= {"title": str(context["original"]), "subtitle": None}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        raise NotImplementedError(f"{type(self).__name__}.save_model must call the service of {obj._meta.label}.")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing: the service saved what belongs to it. The message about the change asks each formset."""
        for formset in formsets:
            formset.new_objects = formset.changed_objects = formset.deleted_objects = []

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Django would lead to the index with a message; here what she may not see is not there."""
        raise Http404

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What a service refuses after all checks of the form is an error of the form: what was typed stays in it.

        Not in one transaction, as Django has it: services have theirs, and texts are rendered outside of any lock.
        """
        try:
            return self._changeform_view(request, object_id, form_url, extra_context)
        except ServiceError as refusal:
            request.refusal = refusal
            return self._changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        refusal = getattr(request, "refusal", None)
        return _refused(form, refusal) if refusal else form


def _refused(form: Any, refusal: ServiceError) -> Any:
    """The form class, whose forms are invalid for this reason."""

    class RefusedForm(form):
        def clean(self) -> Any:
            super().clean()
            raise ValidationError(str(refusal), refusal.code)

    return RefusedForm


class ReadOnlyInline(Ruled, admin.TabularInline):
    """Rows of another table, shown and not changed here."""

    extra = 0
    can_delete = False
    show_change_link = False

    def may_change(self, user: Any, obj: Any = None) -> bool:
        return False

    def may_add(self, user: Any) -> bool:
        return False


class GrantForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        """The service takes a second grant for the first; here somebody would read that a role was added."""
        values = super().clean()
        held = self._meta.model.objects.in_force()
        if all(values.get(name) for name in self.fields) and held.filter(**values).exists():
            raise ValidationError(_("The person already has this role."), "held-already")
        return values


class RoleAdmin(RuledAdmin):
    """Roles of one kind: granted here, ended here, never changed or deleted. `fields` are person and scope."""

    form = GrantForm
    list_select_related = True
    ordering = ["-granted_at"]
    actions = ["end_roles"]
    autocomplete_fields = ["user"]

    def get_list_display(self, request: HttpRequest) -> list[str]:
        return [*self.fields, "granted_at", "granted_by", "ended_at"]

    def may_change(self, user: Any, obj: Any = None) -> bool:
        return False

    def has_end_permission(self, request: HttpRequest) -> bool:
        return self.may_add(request.user)

    def save_model(self, request: HttpRequest, obj: DatedRole, form: Any, change: bool) -> None:
        role = grant_role(type(obj), granted_by=request.user, now=clock.now(), **form.cleaned_data)
        obj.pk = role.pk

    @admin.action(description=_("End the selected roles"), permissions=["end"])
    def end_roles(self, request: HttpRequest, rows: QuerySet[DatedRole]) -> None:
        for role in rows:
            end_role(role=role, ended_by=request.user, now=clock.now())
        messages.success(request, _("The roles have been ended."))

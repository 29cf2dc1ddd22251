"""People, departments and roles, for operators. Everything is saved by the services."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from coursesite import clock
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import (
    DeletionRequest,
    Department,
    DepartmentMembership,
    HRRole,
    User,
    WorksCouncilRole,
)
from coursesite.accounts.services.departments import (
    check_place,
    create_department,
    move_department,
    rename_department,
    set_primary_department,
)
from coursesite.accounts.services.people import change_person, create_person, note_about
from coursesite.admin_site import ReadOnlyInline, RoleAdmin, RuledAdmin
from coursesite.journal.models import Action
from coursesite.privacy.queries.requests import open_requests
from coursesite.privacy.services.erasing import erase_person
from coursesite.storage.transactions import write_transaction

PERSON_FIELDS = ["email", "name", "personnel_number", "language", "time_factor", "entry_date"]


class PersonForm(forms.ModelForm):
    department = forms.ModelChoiceField(
        Department.objects.all(),
        label=_("primary department"),
        required=False,
        help_text=_("From today. Empty: no change; a new person goes to the top department."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True

    def clean_email(self) -> str:
        """Of the model's own check a reader would learn the name of a constraint; here it stands at its field."""
        email = self.cleaned_data["email"]
        if self._others().filter(email__iexact=email).exists():
            raise forms.ValidationError(_("This email address already belongs to someone else."), code="taken")
        return email

    def clean_personnel_number(self) -> str:
        number = self.cleaned_data["personnel_number"]
        if number and self._others().filter(personnel_number=number).exists():
            raise forms.ValidationError(_("This personnel number already belongs to someone else."), code="taken")
        return number

    def _others(self) -> QuerySet[User]:
        return User.objects.exclude(pk=self.instance.pk)


class MembershipInline(ReadOnlyInline):
    model = DepartmentMembership
    fields = ["department", "is_primary", "valid_from", "valid_until"]
    ordering = ["-valid_from"]


@admin.register(User)
class PersonAdmin(RuledAdmin):
    """No password, no session, no second factor. Who opens a record stands in the journal that its person reads."""

    form = PersonForm
    list_display = ["name", "email", "personnel_number", "is_active"]
    list_filter = ["is_active", "is_superuser"]
    search_fields = ["name", "email", "personnel_number"]
    readonly_fields = ["joined_at"]
    inlines = [MembershipInline]

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        return [*PERSON_FIELDS, "department", *(["is_active", "joined_at"] if obj else [])]

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[Any]:
        return self.inlines if obj else []

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().change_view(request, object_id, form_url, extra_context)
        if request.method == "GET" and response.status_code == 200:
            person = User.objects.get(pk=unquote(object_id))
            note_about(person=person, actor=request.user, action=Action.VIEW_PERSON)
        return response

    def save_model(self, request: HttpRequest, obj: User, form: PersonForm, change: bool) -> None:
        values = {name: form.cleaned_data[name] for name in [*PERSON_FIELDS, "is_active"] if name in form.cleaned_data}
        department = form.cleaned_data["department"]
        if not change:
            obj.pk = create_person(**values, department=department, day=clock.today()).pk
            return
        person = User.objects.get(pk=obj.pk)
        with write_transaction():
            change_person(person=person, changed_by=request.user, **values)
            if department:
                set_primary_department(user=person, department=department, day=clock.today())

    def log_addition(self, *args: Any) -> None:
        """Our journal has it, without the name: a second log would keep names beyond the account."""

    def log_change(self, *args: Any) -> None:
        """As above."""


class DepartmentForm(forms.ModelForm):
    class Meta:
        fields = ["name", "parent"]
        labels = {"parent": _("part of")}

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if "name" in values and "parent" in values:
            known = Department.objects.filter(pk=self.instance.pk).first()
            try:
                check_place(name=values["name"], parent=values["parent"], department=known)
            except AccountsError as error:
                self.add_error("parent", str(error))
        return values


@admin.register(Department)
class DepartmentAdmin(RuledAdmin):
    """The organisation chart. A move holds from today on; reports of earlier days keep the old chart."""

    form = DepartmentForm
    list_display = ["indented_name"]
    search_fields = ["name"]
    ordering = ["path"]

    @admin.display(description=_("department"))
    def indented_name(self, department: Department) -> str:
        return "– " * (department.path.count("/") - 1) + department.name

    def save_model(self, request: HttpRequest, obj: Department, form: DepartmentForm, change: bool) -> None:
        name, parent, day = form.cleaned_data["name"], form.cleaned_data["parent"], clock.today()
        if not change:
            obj.pk = create_department(name=name, parent=parent, day=day).pk
            return
        department = Department.objects.get(pk=obj.pk)
        with write_transaction():
            if parent is not None:
                department = move_department(department=department, parent=parent, day=day)
            if department.name != name:
                rename_department(department=department, name=name)


@admin.register(HRRole)
class HRRoleAdmin(RoleAdmin):
    fields = ["user", "department"]


@admin.register(WorksCouncilRole)
class WorksCouncilRoleAdmin(RoleAdmin):
    fields = ["user"]


@admin.register(DeletionRequest)
class DeletionRequestAdmin(RuledAdmin):
    """Open requests only. What is done is in the journal; who withdrew hers is not asked why."""

    list_display = ["user", "asked_at"]
    list_display_links = None
    list_select_related = ["user"]
    actions = ["erase"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeletionRequest]:
        return super().get_queryset(request).filter(pk__in=open_requests().values("pk"))

    def may_add(self, user: Any) -> bool:
        return False

    def may_change(self, user: Any, obj: Any = None) -> bool:
        return False

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return self.may_view(request.user)

    @admin.action(description=_("Delete the accounts"), permissions=["erase"])
    def erase(self, request: HttpRequest, rows: QuerySet[DeletionRequest]) -> HttpResponse | None:
        """There is no way back, so it is asked once more."""
        requests = list(rows.select_related("user"))
        if "confirmed" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": _("Delete the accounts"),
                "requests": requests,
                "checkbox": ACTION_CHECKBOX_NAME,
                "opts": self.model._meta,
            }
            return TemplateResponse(request, "admin/accounts/deletionrequest/confirm.html", context)
        for asked in requests:
            try:
                erase_person(person=asked.user, actor=request.user, now=clock.now())
            except AccountsError as refusal:
                messages.error(request, f"{asked.user}: {refusal}")
            else:
                messages.success(request, _("The account has been deleted."))
        return None

"""People, departments and roles, for operators. Everything is saved by the services."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from coursesite import clock
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import Department, DepartmentMembership, HRRole, User, WorksCouncilRole
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
from coursesite.storage.transactions import write_transaction

PERSON_FIELDS = ["email", "name", "personnel_number", "language", "time_factor", "entry_date"]


class PersonForm(forms.ModelForm):
    department = forms.ModelChoiceField(
        Department.objects.all(),
        label=_("primary department"),
        required=False,
        help_text=_("From today on. Empty: no change; for a new person the department at the top."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True


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

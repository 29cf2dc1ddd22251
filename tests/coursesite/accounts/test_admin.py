import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coursesite import clock, registry
from coursesite.accounts import admin as accounts_admin
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import Department, HRRole, User, UserSession, WorksCouncilRole
from coursesite.accounts.services.departments import create_department, root_department
from coursesite.accounts.services.roles import grant_hr, grant_works_council
from coursesite.admin_site import Ruled, RuledAdmin
from coursesite.journal.models import Action
from coursesite.journal.queries import entries_about
from tests.factories.accounts import make_operator, make_user
from tests.factories.lessons import make_course

pytestmark = pytest.mark.django_db
PERSON = {
    "email": "Neu@example.com", "name": "Neue Person", "personnel_number": "007", "language": "de",
    "time_factor": "1", "entry_date": "", "department": "",
}  # fmt: skip
NO_MEMBERSHIPS = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}


@pytest.fixture
def operator() -> User:
    return make_operator(email="admin@example.com", name="Ada Minke")


@pytest.fixture
def site(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


def department(name: str, parent: Department | None = None) -> Department:
    root = root_department(day=clock.today())
    return create_department(name=name, parent=parent or root, day=clock.today())


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def pages() -> list[str]:
    models = [model._meta for model in admin.site._registry]
    addresses = [f"/admin/{meta.app_label}/{meta.model_name}/" for meta in models]
    return ["/admin/", *addresses, *(f"{address}add/" for address in addresses)]


def test_signed_out_goes_to_the_site_s_own_sign_in(client: Client) -> None:
    response = client.get("/admin/accounts/user/", follow=True)

    assert response.redirect_chain[-1] == ("/accounts/login/?next=/admin/accounts/user/", 302)


def test_admin_sign_in_does_not_leave_the_host(client: Client) -> None:
    assert client.get("/admin/login/?next=https://evil.example/").url == "/accounts/login/?next=/admin/"


@pytest.mark.parametrize("role", ["learner", "hr", "works council"])
def test_who_is_no_staff_learns_of_no_page(role: str) -> None:
    user = make_user()
    root = root_department(day=clock.today())
    if role == "hr":
        grant_hr(user=user, department=root, granted_by=None, now=clock.now())
    if role == "works council":
        grant_works_council(user=user, granted_by=None, now=clock.now())
    client = signed_in(user)

    answers = {address: client.get(address).status_code for address in [*pages(), "/admin/login/", "/admin/jsi18n/"]}

    assert set(answers.values()) == {404}


def test_instructor_enters_and_sees_no_people(monkeypatch) -> None:
    monkeypatch.setattr(registry, "staff_rules", [lambda user: user.name == "Lehrkraft"])
    person = make_user()
    client = signed_in(make_user(name="Lehrkraft"))

    start = client.get("/admin/")

    assert start.status_code == 200
    assert "/admin/accounts/" not in start.content.decode()
    addresses = [address for address in pages() if "/accounts/" in address] + [
        f"/admin/accounts/user/{person.pk}/change/",
        "/admin/autocomplete/?app_label=accounts&model_name=hrrole&field_name=user&term=P",
    ]
    assert {client.get(address).status_code for address in addresses} == {404}


def test_operator_opens_each_page(site: Client, operator: User) -> None:
    answers = {address: site.get(address).status_code for address in pages()}

    not_made_here = {
        f"/admin/{model._meta.app_label}/{model._meta.model_name}/add/"
        for model, model_admin in admin.site._registry.items()
        if not model_admin.may_add(operator)
    }
    assert {address: status for address, status in answers.items() if status != 200} == dict.fromkeys(
        not_made_here, 404
    )


def test_only_models_with_rules_are_offered() -> None:
    offered = {model._meta.label for model in admin.site._registry}

    assert all(isinstance(model_admin, Ruled) for model_admin in admin.site._registry.values())
    assert {"accounts.User", "accounts.Department"} <= offered
    assert offered.isdisjoint(
        {"auth.Group", "account.EmailAddress", "mfa.Authenticator", "accounts.UserSession", "journal.JournalEntry"}
    )


def test_admin_that_names_no_service_does_not_save() -> None:
    model_admin = RuledAdmin(User, admin.site)

    with pytest.raises(NotImplementedError, match="service"):
        model_admin.save_model(None, User(), None, change=False)


def test_operator_adds_a_person(site: Client) -> None:
    sales = department("Vertrieb")

    response = site.post("/admin/accounts/user/add/", {**PERSON, "department": sales.pk})

    user = User.objects.get(email="neu@example.com")
    assert response.status_code == 302
    assert (user.name, user.personnel_number, user.has_usable_password()) == ("Neue Person", "007", False)
    assert EmailAddress.objects.get(user=user).verified
    assert [membership.department for membership in user.memberships.all()] == [sales]


def test_refused_person_keeps_what_was_typed(site: Client) -> None:
    make_user(email="neu@example.com")

    response = site.post("/admin/accounts/user/add/", PERSON)

    assert response.status_code == 200
    assert response.context["adminform"].form["email"].value() == "Neu@example.com"
    assert list(response.context["adminform"].form.errors) == ["email"]


def test_what_belongs_to_another_person_is_said_at_its_field(site: Client) -> None:
    make_user(email="neu@example.com", personnel_number="007")
    person = make_user(personnel_number="")

    response = change(site, person, email="NEU@example.com", personnel_number="007")

    form = response.context["adminform"].form
    assert list(form.errors) == ["email", "personnel_number"]
    assert "user_email_unique" not in response.content.decode()
    assert change(site, person, personnel_number="").status_code == 302


def change(site: Client, person: User, **fields: object):
    values = {name: getattr(person, name) or "" for name in PERSON if name != "department"}
    data = {**values, "department": "", "is_active": "on", **NO_MEMBERSHIPS, **fields}
    return site.post(f"/admin/accounts/user/{person.pk}/change/", {k: v for k, v in data.items() if v is not None})


def test_operator_changes_a_person_who_can_read_it(site: Client) -> None:
    person, sales = make_user(), department("Vertrieb")

    response = change(site, person, name="Neuer Name", department=sales.pk)

    person.refresh_from_db()
    assert response.status_code == 302
    assert person.name == "Neuer Name"
    assert person.memberships.get(valid_until=None).department == sales
    assert [(entry.action, entry.details) for entry in entries_about(person)] == [
        (Action.CHANGE_PERSON, {"columns": ["name"]})
    ]
    assert LogEntry.objects.count() == 0


def test_people_are_put_out_of_use_not_deleted(site: Client) -> None:
    person = make_user()
    signed_in(person)

    change(site, person, is_active=None)

    person.refresh_from_db()
    assert not person.is_active
    assert not UserSession.objects.filter(user=person).exists()
    assert site.post(f"/admin/accounts/user/{person.pk}/delete/", {"post": "yes"}).status_code == 404
    assert User.objects.filter(pk=person.pk).exists()


def test_what_a_service_refuses_stays_in_the_form(site: Client, operator: User) -> None:
    """Here: she may not shut herself out."""
    response = change(site, operator, name="Ada Neu", is_active=None)

    form = response.context["adminform"].form
    assert response.status_code == 200
    assert (form["name"].value(), form["is_active"].value()) == ("Ada Neu", False)
    assert form.non_field_errors() == ["Sie können sich nicht selbst aussperren."]
    assert "Sie können sich nicht selbst aussperren." in response.content.decode()
    kept = User.objects.get(pk=operator.pk)
    assert (kept.name, kept.is_active) == ("Ada Minke", True)


def test_a_change_that_is_refused_half_way_changes_nothing(site: Client, monkeypatch) -> None:
    def refuse(**_values: object) -> None:
        raise AccountsError("Diese Abteilung gibt es nicht mehr.", "gone")

    monkeypatch.setattr(accounts_admin, "set_primary_department", refuse)
    person = make_user(name="Vorher")

    response = change(site, person, name="Nachher", department=department("Vertrieb").pk)

    assert "Diese Abteilung gibt es nicht mehr." in response.content.decode()
    assert User.objects.get(pk=person.pk).name == "Vorher"
    assert entries_about(person).count() == 0


def test_no_row_tells_its_address(site: Client) -> None:
    """Django's "view on site" would: of any table, attempts included."""
    person = make_user()
    content_type = ContentType.objects.get_for_model(User)

    assert site.get(f"/admin/r/{content_type.pk}/{person.pk}/").status_code == 404


def test_opening_a_record_is_noted(site: Client) -> None:
    person = make_user()

    html = site.get(f"/admin/accounts/user/{person.pk}/change/").content.decode()

    assert [(entry.action, entry.actor_role) for entry in entries_about(person)] == [(Action.VIEW_PERSON, "operator")]
    assert "Unternehmen" in html
    assert person.password not in html


@pytest.mark.parametrize("number", ["0", "abc", "_31", "9" * 40])
def test_no_such_person(site: Client, number: str) -> None:
    response = site.get(f"/admin/accounts/user/{number}/change/")

    assert response.status_code in {200, 302, 404}


def test_departments_are_made_and_moved_by_the_service(site: Client) -> None:
    root, sales = root_department(day=clock.today()), department("Vertrieb")
    technique = department("Technik")

    site.post("/admin/accounts/department/add/", {"name": "Innendienst", "parent": sales.pk})
    office = Department.objects.get(name="Innendienst")
    assert office.path == f"{root.pk}/{sales.pk}/{office.pk}/"

    site.post(f"/admin/accounts/department/{office.pk}/change/", {"name": "Team", "parent": technique.pk})
    site.post(f"/admin/accounts/department/{root.pk}/change/", {"name": "Musterwerk", "parent": ""})

    office.refresh_from_db()
    root.refresh_from_db()
    assert (office.name, office.path, root.name) == ("Team", f"{root.pk}/{technique.pk}/{office.pk}/", "Musterwerk")


@pytest.mark.parametrize("case", ["cycle", "second root", "taken"])
def test_refused_department_is_a_form_error(site: Client, case: str) -> None:
    sales = department("Vertrieb")
    office = department("Innendienst", sales)
    url, data = {
        "cycle": (f"/admin/accounts/department/{sales.pk}/change/", {"name": "Vertrieb", "parent": office.pk}),
        "second root": ("/admin/accounts/department/add/", {"name": "Zweite", "parent": ""}),
        "taken": ("/admin/accounts/department/add/", {"name": "Innendienst", "parent": sales.pk}),
    }[case]

    response = site.post(url, data)

    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    assert sorted(Department.objects.values_list("name", flat=True)) == ["Innendienst", "Unternehmen", "Vertrieb"]


def test_roles_are_granted_by_whom_and_ended(site: Client, operator: User) -> None:
    person, root = make_user(), root_department(day=clock.today())

    site.post("/admin/accounts/hrrole/add/", {"user": person.pk, "department": root.pk})

    role = HRRole.objects.get()
    assert (role.user, role.department, role.granted_by, role.ended_at) == (person, root, operator, None)

    site.post("/admin/accounts/hrrole/", {"action": "end_roles", "_selected_action": [role.pk]})

    assert HRRole.objects.get().ended_at is not None
    assert [entry.action for entry in entries_about(person)] == [Action.END_ROLE, Action.GRANT_ROLE]


@pytest.mark.parametrize("model", ["accounts/hrrole", "accounts/workscouncilrole", "lessons/courserole"])
def test_a_role_that_somebody_has_is_not_given_to_her_again(site: Client, model: str) -> None:
    person, scope = make_user(), {"department": department("Vertrieb").pk, "course": make_course().pk}

    first, second = (site.post(f"/admin/{model}/add/", {"user": person.pk, **scope}) for _time in range(2))
    empty = site.post(f"/admin/{model}/add/", {"user": ""})

    assert first.status_code == 302
    assert second.context["adminform"].form.has_error("__all__", "held-already")
    assert "user" in empty.context["adminform"].form.errors


def test_roles_are_not_changed_or_deleted(site: Client) -> None:
    first, second = make_user(), make_user()
    role = grant_works_council(user=first, granted_by=None, now=clock.now())

    site.post(f"/admin/accounts/workscouncilrole/{role.pk}/change/", {"user": second.pk})
    site.post(f"/admin/accounts/workscouncilrole/{role.pk}/delete/", {"post": "yes"})

    assert WorksCouncilRole.objects.get().user == first


def test_admin_pages_have_no_inline_script(site: Client) -> None:
    for address in pages():
        html = site.get(address).content.decode()
        assert "<script>" not in html, address
        assert "onclick=" not in html, address


@pytest.mark.parametrize("model", ["user", "department", "hrrole", "workscouncilrole"])
def test_lists_need_the_same_queries_for_one_row_and_three(site: Client, model: str) -> None:
    def add() -> None:
        person = make_user()
        grant_hr(user=person, department=department(person.name), granted_by=None, now=clock.now())
        grant_works_council(user=person, granted_by=None, now=clock.now())

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert site.get(f"/admin/accounts/{model}/").status_code == 200
        return len(captured)

    add()
    once = queries()
    add()
    add()

    assert queries() == once

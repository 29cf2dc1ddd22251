"""The summary above a form that was sent with errors: what is to be mended, each a link to its field."""

import re

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.utils import translation

from coursesite.accounts.forms import fields_only

LINK = re.compile(r'<li><a href="#([^"]+)">([^<]+)</a></li>')


class SampleForm(forms.Form):
    name = forms.CharField(label="Name")
    kind = forms.ChoiceField(label="Art", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    day = forms.DateField(label="Welcher Tag?", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    helper = fields_only()

    def clean(self):
        if self.data.get("token"):
            self.add_error("token", "Das Zeichen ist abgelaufen.")
            raise forms.ValidationError("Beides zusammen geht nicht.")


def rendered(data) -> str:
    with translation.override("de"):
        return " ".join(render_crispy_form(SampleForm(data)).split())


def test_each_error_leads_to_its_field_and_says_the_same_there() -> None:
    page = rendered({"day": "gestern"})

    links = LINK.findall(page)
    assert links == [
        ("id_name", "Name: Bitte ausfüllen."),
        ("id_kind_0", "Art: Bitte ausfüllen."),
        ("id_day", "Welcher Tag? Bitte ein gültiges Datum eingeben."),
    ]
    assert [target for target, _words in links if f'id="{target}"' not in page] == []
    assert "Bitte 3 Angaben prüfen" in page
    assert page.count("Bitte ausfüllen.") == 4


def test_it_stands_first_and_has_the_focus() -> None:
    page = rendered({})

    assert page.startswith('<div class="error-summary" role="alert" tabindex="-1" autofocus>')


def test_errors_of_the_whole_form_and_of_hidden_fields_are_said_too() -> None:
    page = rendered({"name": "Ada", "kind": "a", "token": "x"})

    assert "<li>Beides zusammen geht nicht.</li> <li>Das Zeichen ist abgelaufen.</li>" in page


@pytest.mark.parametrize("data", [None, {"name": "Ada", "kind": "b"}])
def test_without_errors_there_is_none(data) -> None:
    assert "error-summary" not in rendered(data)


@pytest.mark.django_db
def test_pages_of_the_library_have_it_and_say_so_in_their_title(client) -> None:
    page = client.post("/accounts/signup/", {}).content.decode()

    assert "<title>Fehler: " in re.sub(r"\s+", " ", page).replace("<title> ", "<title>")
    assert [target for target, _words in LINK.findall(page)] == ["id_name", "id_email", "id_password1"]

"""Sign-up, sign-in and the profile as this site asks for them."""

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coursesite.accounts.enums import TimeFactor
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import User
from coursesite.accounts.models.user import NAME_MAX_LENGTH
from coursesite.accounts.validators import validate_plain_text


def without_placeholders(form: forms.Form) -> None:
    """The label says it, and stays when something is typed."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


def fields_only() -> FormHelper:
    """The template writes the form element, the token and the button."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class SignupForm(AllauthSignupForm):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=NAME_MAX_LENGTH,
        validators=[validate_plain_text],
        help_text=gettext_lazy("As you write it yourself."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        without_placeholders(self)
        self.helper = fields_only()

    def clean_email(self) -> str:
        """Here and not in the adapter: people of other domains, made by HR, may still have a new password sent."""
        domain = self.cleaned_data["email"].rpartition("@")[2].lower()
        if settings.SIGNUP == "domain" and domain not in {name.lower() for name in settings.SIGNUP_DOMAINS}:
            message = _("Please use an email address from one of these domains: %(domains)s")
            domains = ", ".join(settings.SIGNUP_DOMAINS)
            raise ValidationError(message, code="foreign_domain", params={"domains": domains})
        return super().clean_email()

    def clean(self) -> dict[str, Any]:
        """allauth compares the password with the address only; a name is guessed as easily."""
        values = super().clean()
        if values.get("password1") and values.get("name") and "password1" not in self.errors:
            try:
                validate_password(values["password1"], User(name=values["name"]))
            except ValidationError as error:
                self.add_error("password1", error)
        return values

    def try_save(self, request: HttpRequest) -> tuple[User | None, Any]:
        """A known address takes as long as a new one, and so does one that somebody else takes at this moment."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
            return super().try_save(request)
        try:
            return super().try_save(request)
        except AccountsError as error:
            if error.code != "taken":
                raise
            self.account_already_exists = True
            if settings.ACCOUNT_EMAIL_VERIFICATION != "mandatory":  # a mail would tell; here nobody sends one
                return None, redirect("account_login")
            return super().try_save(request)


class LoginForm(AllauthLoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        without_placeholders(self)
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"
        self.helper = fields_only()


class InvitationForm(forms.Form):
    """The first password, by the rules of every password. Saved by services.inviting.accept_invitation."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html(),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.helper = fields_only()

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.person)
        return self.cleaned_data["password"]


NEXT_ATTEMPT = gettext_lazy("Applies from the next attempt; an attempt already under way keeps its end time.")
NO_REASON = gettext_lazy("Only for quizzes with a time limit. No reason is asked for or stored.")
HR_TOO = gettext_lazy("The HR department can also see and change it.")


class ProfileForm(forms.ModelForm):
    """Saved by services.people.change_profile."""

    class Meta:
        model = User
        fields = ("name", "language", "time_factor", "reminders")
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}
        help_texts = {
            "time_factor": format_lazy("{} {} {}", NEXT_ATTEMPT, NO_REASON, HR_TOO),
            "reminders": gettext_lazy(
                "Emails before a course is due. Reminders for mandatory courses are always sent."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = fields_only()
        self.fields["name"].required = True


class TimeExtensionForm(forms.Form):
    """Saved by services.people.set_time_extension. There is no field for a reason, on purpose."""

    time_factor = forms.ChoiceField(
        label=gettext_lazy("Time extension"),
        choices=TimeFactor.choices,
        help_text=format_lazy("{} {}", NEXT_ATTEMPT, NO_REASON),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = fields_only()

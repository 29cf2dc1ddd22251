"""What is still to do on an empty site, for each role that somebody holds."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from coursesite import registry


@dataclass(frozen=True)
class ShownStep:
    title: str
    url: str
    help_url: str
    is_done: bool


def first_steps_of(user: Any, *roles: str) -> list[ShownStep]:
    """All steps of these roles as long as one is open; afterwards none. One query a step."""
    mine = [step for step in registry.first_steps if step.role in roles and step.allowed(user)]
    shown = [_shown(step, user) for step in mine]
    return [] if all(step.is_done for step in shown) else shown


def home_steps(request: HttpRequest) -> dict[str, Any]:
    """For the start page: of all roles that she holds. No query for learners."""
    return {"steps": first_steps_of(request.user, *dict.fromkeys(step.role for step in registry.first_steps))}


def _shown(step: registry.FirstStep, user: Any) -> ShownStep:
    help_url = reverse("help-text", args=[step.task])
    return ShownStep(str(step.title), reverse(step.url_name), help_url, step.is_done(user))

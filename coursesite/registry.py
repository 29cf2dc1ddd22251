"""What upper floors tell the ground floor: it must show and run things it may not import.

Filled in AppConfig.ready(), read by the home page, the account page, the page frame and the commands.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class Panel:
    """A piece of a page: a template and the function that fetches what it shows (one or two queries).

    On the start page `is_begun` in what it fetched says that she is under way there: then the page greets nobody.
    `is_pressing` says that something in it cannot wait: then it comes before the others.
    """

    template: str
    context: Callable[[HttpRequest], dict[str, Any]]
    position: int = 0


@dataclass(frozen=True)
class NavigationEntry:
    """A link of the page head; `allowed` decides from the user's roles whether she sees it."""

    label: Any
    url_name: str
    allowed: Callable[[Any], bool]


@dataclass(frozen=True)
class PageGroup:
    """Pages for one purpose: each with its label and the name of its address, which needs no parameter."""

    title: Any
    pages: tuple[tuple[Any, str], ...]


@dataclass(frozen=True)
class Section:
    """The pages of a role that has more than a line of links could show. `label` names them all."""

    label: Any
    groups: tuple[PageGroup, ...]


@dataclass(frozen=True)
class Waiting:
    """What waits for somebody because of her role: a sentence with its number, and where she deals with it."""

    sentence: str
    url: str


@dataclass(frozen=True)
class Desk:
    """A role's place on the start page.

    `pages`: where she works, each with its label and the name of its address. `task`: the handbook's text on it.
    """

    role: str
    title: Any
    allowed: Callable[[Any], bool]
    pages: tuple[tuple[Any, str], ...]
    task: str


@dataclass(frozen=True)
class FirstStep:
    """What somebody of a role does on an empty site. `is_done` gets the person (one query); `task`: of the handbook.

    `role` is the key of a part of the handbook, `allowed` says who holds it; `url_name` needs no parameter.
    """

    role: str
    allowed: Callable[[Any], bool]
    title: Any
    task: str
    url_name: str
    is_done: Callable[[Any], bool]


home_panels: list[Panel] = []
account_panels: list[Panel] = []
navigation: list[NavigationEntry] = []
# By the name that their pages give to `{% section_pages %}`.
sections: dict[str, Section] = {}
# Predicates over a person: does she write or run anything? Such people enter the admin and need a second factor.
staff_rules: list[Callable[[Any], bool]] = []
# By action of the journal: what the keys in an entry's "columns", and purposes that no person typed, are called, so
# that a person can read hers.
journal_words: dict[str, dict[str, Any]] = {}
# Each is called by `manage.py start`, in order of registration, and says in one line what it did.
start_steps: list[Callable[..., Iterable[str]]] = []
# Each is called by `manage.py start` in the local profile only, after the demo people exist.
demo_steps: list[Callable[..., Iterable[str]]] = []
desks: list[Desk] = []
# What waits at the desk of a role: each gets the person and the time, and asks a fixed number of queries. Floors above
# the one that has set up the desk add to it.
waiting: list[tuple[str, Callable[[Any, datetime], Iterable[Waiting]]]] = []
# In the order in which they are taken, of each role.
first_steps: list[FirstStep] = []
# Each is called in the transaction in which people leave the company: `people` (numbers), `actor`, `now`.
leaving_steps: list[Callable[..., None]] = []
# Each is called in the transaction that merges two records of one person, in order: `kept`, `other`, `actor`, `now`.
# It moves what the floor stores of `other` to `kept`.
merging_steps: list[Callable[..., None]] = []


@dataclass(frozen=True)
class DueJob:
    """Work that time brings. `run` gets the time, says in lines what it did, and raises if something was left.

    A higher `position` runs later: what others make is sent afterwards.
    """

    name: str
    run: Callable[..., Iterable[str]]
    position: int = 0


@dataclass(frozen=True)
class MailKind:
    """A mail that the site sends by itself.

    `template` names three: ….subject.txt, ….txt and ….html. `context` gets the mail and the time when it goes out and
    gives what they show, or None when it is not wanted any more.
    """

    key: str
    label: Any
    template: str
    context: Callable[[Any, datetime], dict[str, Any] | None]


# Each is run by `manage.py run_due`; one that fails stops no other.
due_jobs: list[DueJob] = []
mail_kinds: dict[str, MailKind] = {}


def register_desk(desk: Desk) -> None:
    desks.append(desk)


def register_waiting(role: str, find: Callable[[Any, datetime], Iterable[Waiting]]) -> None:
    waiting.append((role, find))


def register_first_steps(steps: Iterable[FirstStep]) -> None:
    first_steps.extend(steps)


def register_leaving_step(step: Callable[..., None]) -> None:
    leaving_steps.append(step)


def register_merging_step(step: Callable[..., None]) -> None:
    merging_steps.append(step)


def register_due_job(job: DueJob) -> None:
    due_jobs.append(job)
    due_jobs.sort(key=lambda entry: entry.position)


def register_mail_kind(kind: MailKind) -> None:
    mail_kinds[kind.key] = kind


def register_home_panel(panel: Panel) -> None:
    home_panels.append(panel)
    home_panels.sort(key=lambda entry: entry.position)


def register_account_panel(panel: Panel) -> None:
    account_panels.append(panel)
    account_panels.sort(key=lambda entry: entry.position)


def register_navigation(entry: NavigationEntry) -> None:
    navigation.append(entry)


def register_section(name: str, section: Section) -> None:
    sections[name] = section


def register_staff_rule(rule: Callable[[Any], bool]) -> None:
    staff_rules.append(rule)


def register_journal_words(action: str, words: dict[str, Any]) -> None:
    journal_words[action] = {**journal_words.get(action, {}), **words}


def register_start_step(step: Callable[..., Iterable[str]]) -> None:
    start_steps.append(step)


def register_demo_step(step: Callable[..., Iterable[str]]) -> None:
    demo_steps.append(step)

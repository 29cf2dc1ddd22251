"""What each floor says of the people in its tables: how a person reads hers, and how a name leaves them.

Filled in AppConfig.ready(). Tests walk all models: a table that leads to a person and a column that could hold a name
fail until somebody has said what becomes of them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from coursesite.tables.columns import Table


@dataclass(frozen=True)
class Part:
    """A table for reading. `title` may be "" where the section's own says it."""

    title: str
    table: Table


@dataclass(frozen=True)
class Section:
    """A part of "my data" that is made for reading; the raw tables follow in any case."""

    key: str
    title: Any
    parts: Callable[[Any, datetime], Iterable[Part]]


@dataclass(frozen=True)
class ErasureStep:
    """What a floor takes away of one person. Run in one transaction with all others."""

    name: str
    run: Callable[..., None]


sections: list[Section] = []
steps: list[ErasureStep] = []
# Model → lookup that leads to the person, where its rows are hers and do not go with her.
kept_tables: dict[str, str] = {}
# Model → why it is not in her data, although a path leads from it to a person.
left_out_tables: dict[str, Any] = {}
# (model, field) → why it is not in her data.
left_out_fields: dict[tuple[str, str], Any] = {}
# "Model:field" of the key to her → what she is told of rows that she wrote or decided about others, besides when.
told_of_deeds: dict[str, tuple[str, ...]] = {}
# (model, field) of free text: where it names her, the name is taken out.
searched: set[tuple[str, str]] = set()
# (model, field) → why no name of hers can be there after the steps: emptied, deleted, or never typed by anybody.
nameless: dict[tuple[str, str], str] = {}


def register_section(section: Section) -> None:
    sections.append(section)


def register_step(step: ErasureStep) -> None:
    steps.append(step)


def leave_out(reason: Any, *labels: str) -> None:
    left_out_tables.update(dict.fromkeys(labels, reason))


def leave_out_fields(reason: Any, label: str, *fields: str) -> None:
    left_out_fields.update({(label, field): reason for field in fields})


def search(label: str, *fields: str) -> None:
    searched.update((label, field) for field in fields)


def no_name(reason: str, label: str, *fields: str) -> None:
    """`reason` is for whoever reads the register; it is shown nowhere."""
    nameless.update({(label, field): reason for field in fields})

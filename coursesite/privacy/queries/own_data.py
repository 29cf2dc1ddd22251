"""What is stored about a person, table by table? Read from the models themselves, so that none is forgotten.

A table is hers when its rows go with her account, or when a floor says so (`kept_tables`). What she wrote or decided
about others is told with its day, not with what it says about them. Other people stand in it as "somebody else".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from coursesite.accounts.personal_fields import models_of_a_person, personal_fields
from coursesite.privacy import registry

CHUNK_ROWS = 1000
YOU, SOMEBODY_ELSE = "you", "somebody else"


@dataclass(frozen=True)
class OwnTable:
    """`lookup` leads from a row to the person; `is_hers`: the row is about her, else she acted on it."""

    model: type[models.Model]
    lookup: str
    columns: tuple[str, ...]
    is_hers: bool

    @property
    def label(self) -> str:
        return self.model._meta.label

    @property
    def key(self) -> str:
        return self.label if self.is_hers else f"{self.label}:{self.lookup}"

    @property
    def purposes(self) -> list[Any]:
        """What its columns are for, each purpose once."""
        known = personal_fields()
        found = (known.get((self.label, column)) for column in self.columns)
        return list(dict.fromkeys(entry.purpose for entry in found if entry))


@cache
def own_tables() -> tuple[OwnTable, ...]:
    """No query. Those about her first."""
    hers = [*_tables_of_hers()]
    deeds = [*_tables_of_deeds({table.label: table.lookup for table in hers})]
    return tuple(sorted(hers, key=lambda table: table.label) + sorted(deeds, key=lambda table: table.key))


def rows_of(table: OwnTable, user: Any) -> Iterator[dict[str, Any]]:
    """One query, read while it is asked for."""
    people = {field.name for field in _foreign_keys(table.model) if field.related_model is get_user_model()}
    rows = table.model._base_manager.filter(**{table.lookup: user.pk}).order_by("pk").values(*table.columns)
    for row in rows.iterator(chunk_size=CHUNK_ROWS):
        yield {name: _person(value, user) if name in people else value for name, value in row.items()}


def tables_that_lead_to_people() -> set[str]:
    """Over foreign keys of whatever kind, in any number of steps."""
    known = apps.get_models(include_auto_created=True)
    found: set[type[models.Model]] = {get_user_model()}
    while more := {
        model
        for model in known
        if model not in found and any(field.related_model in found for field in _foreign_keys(model))
    }:
        found |= more
    return {model._meta.label for model in found}


def _tables_of_hers() -> Iterator[OwnTable]:
    paths = _paths()
    for model, lookup in paths.items():
        yield OwnTable(model, lookup, _shown(model), is_hers=True)
    for label, lookup in registry.kept_tables.items():
        model = apps.get_model(label)
        yield OwnTable(model, lookup, _shown(model), is_hers=True)


def _tables_of_deeds(hers: dict[str, str]) -> Iterator[OwnTable]:
    """Each foreign key to a person that does not say whose the row is."""
    for model in apps.get_models():
        for field in _foreign_keys(model):
            if field.related_model is get_user_model() and hers.get(model._meta.label) != field.name:
                days = [column.name for column in model._meta.concrete_fields if isinstance(column, models.DateField)]
                told = registry.told_of_deeds.get(f"{model._meta.label}:{field.name}", ())
                yield OwnTable(model, field.name, tuple(dict.fromkeys(["pk", *days, *told])), is_hers=False)


def _paths() -> dict[type[models.Model], str]:
    """Model → the shortest lookup to its person, over foreign keys that cascade. Breadth first."""
    owned = models_of_a_person()
    paths: dict[type[models.Model], str] = {get_user_model(): "pk"}
    while len(paths) < len(owned):
        found = {}
        for model in owned - paths.keys():
            steps = [field for field in _foreign_keys(model) if _goes_with(field) and field.related_model in paths]
            if steps:
                above = paths[steps[0].related_model]
                found[model] = steps[0].name if above == "pk" else f"{steps[0].name}__{above}"
        paths |= found
    return paths


def _shown(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(
        field.name
        for field in model._meta.concrete_fields
        if (model._meta.label, field.name) not in registry.left_out_fields
    )


def _goes_with(field: Any) -> bool:
    return field.remote_field.on_delete is models.CASCADE


def _foreign_keys(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.remote_field]


def _person(value: Any, user: Any) -> str | None:
    if value is None:
        return None
    return YOU if value == user.pk else SOMEBODY_ELSE

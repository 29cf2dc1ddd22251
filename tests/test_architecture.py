"""The order of imports is the law of the house: floors, layers, no cycle, a core without database or settings.

A rule here may change only with its reason in ARCHITECTURE.md.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("coursesite", "lessons", "quizzes")
CORE = (
    "coursesite.markup",
    "coursesite.accounts.people_file",
    "coursesite.accounts.people_sheet",
    "coursesite.tables",
    "lessons.files",
    "lessons.certificates",
    "lessons.completion",
    "lessons.differences",
    "lessons.icalendar",
    "lessons.kinds",
    "lessons.quarters",
    "lessons.reports.disclosure",
    "lessons.search",
    "quizzes.types",
    "quizzes.grading",
    "quizzes.diagnosis",
    "quizzes.spacing",
    "quizzes.formats",
    "quizzes.blueprint",
    "quizzes.draw",
    "quizzes.files",
    "quizzes.simulation",
    "quizzes.statistics",
)
MODELS = ("models", "enums", "rules", "validators", "errors", "migrations", "personal_fields")
READS_AND_VERBS = ("queries", "services", "reports", "storage", "selfchecks")
WEB = ("views", "admin", "admin_site", "forms", "urls", "templatetags", "management", "middleware", "apps")
LABELS_ALLOWED = ("quizzes.types", "lessons.kinds")
FORBIDDEN_IN_SERVICES = (
    "django.http",
    "django.shortcuts",
    "django.template",
    "django.contrib.messages",
    "django.forms",
)


@dataclass(frozen=True)
class Import:
    source: str
    target: str
    line: int

    def __str__(self) -> str:
        return f"{self.source}:{self.line} imports {self.target}"


def modules() -> Iterator[tuple[str, Path]]:
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imports_of(name: str, text: str) -> list[Import]:
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found += [Import(name, alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [Import(name, f"{node.module}.{alias.name}", node.lineno) for alias in node.names]
    return found


def all_imports() -> list[Import]:
    return [found for name, path in modules() for found in imports_of(name, path.read_text(encoding="utf-8"))]


def within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def layer(module: str) -> int:
    """0 core, 1 models and rules, 2 queries and services, 3 web."""
    if within(module, CORE):
        return 0
    parts = module.split(".")
    if any(part in MODELS for part in parts):
        return 1
    if "views" in parts:
        return 3
    return 2 if any(part in READS_AND_VERBS for part in parts) else 3


def wrong_floor(found: Import) -> str | None:
    source, target = found.source.split(".")[0], found.target.split(".")[0]
    if target in FLOORS and FLOORS.index(target) > FLOORS.index(source):
        return f"{found}: a floor above. Let that floor register itself here instead (coursesite/registry.py)."
    return None


def wrong_layer(found: Import) -> str | None:
    target_floor = found.target.split(".")[0]
    source_layer = layer(found.source)
    if source_layer == 0:
        return wrong_core(found)
    if source_layer == 2 and within(found.target, FORBIDDEN_IN_SERVICES) and ".reports.filters" not in found.source:
        return f"{found}: services and queries get values and return values; requests and pages belong to views."
    if target_floor not in FLOORS or source_layer == 3:
        return None
    if source_layer == 1 and layer(found.target) == 2 and within(found.target, FLOORS):
        return f"{found}: models know no services or queries. Move the effect into a service."
    if any(part in WEB for part in found.target.split(".")):
        return f"{found}: pages and commands stand above. What both need belongs into a query or a service."
    return None


def wrong_core(found: Import) -> str | None:
    if found.target.split(".")[0] == "django":
        if found.target == "django.utils.translation.gettext_lazy" and within(found.source, LABELS_ALLOWED):
            return None
        return f"{found}: a core runs without Django. Return a code; the web layer makes the words."
    if found.target.split(".")[0] in FLOORS and not within(found.target, CORE):
        return f"{found}: a core imports cores only. Take the value as an argument."
    return None


def cycles(imports: list[Import]) -> list[list[str]]:
    """Strongly connected modules at import time (Tarjan, recursive: a few hundred modules)."""
    names = {name for name, _path in modules()}
    graph: dict[str, set[str]] = {name: set() for name in names}
    for found in imports:
        target = found.target if found.target in names else found.target.rpartition(".")[0]
        if found.source in graph and target in names and target != found.source:
            graph[found.source].add(target)
    return _components(graph)


def _components(graph: dict[str, set[str]]) -> list[list[str]]:  # noqa: C901  # one textbook algorithm
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in sorted(graph[node]):
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            component = []
            while True:
                component.append(stack.pop())
                if component[-1] == node:
                    break
            if len(component) > 1:
                found.append(sorted(component))

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found


def top_level_imports() -> list[Import]:
    """Imports inside functions happen later: they make no cycle."""
    found = []
    for name, path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        tree.body = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        found += imports_of(name, ast.unparse(tree))
    return found


def test_floors_import_only_themselves_and_those_below() -> None:
    assert [message for found in all_imports() if (message := wrong_floor(found))] == []


def test_layers_import_only_downwards() -> None:
    assert [message for found in all_imports() if (message := wrong_layer(found))] == []


def test_no_module_imports_itself_in_a_circle() -> None:
    assert cycles(top_level_imports()) == []


@pytest.mark.parametrize(
    ("source", "line", "rule"),
    [
        ("coursesite.views.site", "from lessons.models import Course", wrong_floor),
        ("lessons.services.progress", "import quizzes.models", wrong_floor),
        ("quizzes.grading.mark", "from django.conf import settings", wrong_layer),
        ("quizzes.draw", "from quizzes.models import Quiz", wrong_layer),
        ("quizzes.services.attempting", "from django.shortcuts import render", wrong_layer),
        ("lessons.models.course", "from lessons.services.progress import mark_read", wrong_layer),
        ("lessons.services.progress", "from lessons.views.lesson import lesson_page", wrong_layer),
        ("quizzes.queries.attempts", "from lessons.admin.course import CourseAdmin", wrong_layer),
    ],
)
def test_each_rule_can_fail(source: str, line: str, rule) -> None:
    messages = [rule(found) for found in imports_of(source, line)]

    assert all(message and "imports" in message for message in messages)


def test_a_circle_is_found() -> None:
    planted = [Import("lessons.rules", "lessons.errors", 1), Import("lessons.errors", "lessons.rules", 1)]

    assert cycles(planted) == [["lessons.errors", "lessons.rules"]]

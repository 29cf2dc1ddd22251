"""What did the organisation chart look like on a day?"""

from datetime import date

from django.db.models import Q, QuerySet

from coursesite.accounts.models import Department, DepartmentPlacement


def placed_below(roots: QuerySet[Department], *, day: date) -> QuerySet[DepartmentPlacement]:
    """What on `day` stood at or below any of `roots`, by that day's chart. One query; the placements are another."""
    in_force = DepartmentPlacement.objects.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)
    wanted = Q(pk__in=[])
    for path in _topmost(in_force.filter(department__in=roots).values_list("path", flat=True)):
        wanted |= Q(path__startswith=path)
    return in_force.filter(wanted)


def _topmost(paths: QuerySet[DepartmentPlacement, str]) -> list[str]:
    """Without those that lie below another of them."""
    kept: list[str] = []
    for path in sorted(paths):
        if not (kept and path.startswith(kept[-1])):
            kept.append(path)
    return kept

"""The points that a person gave get a field of their own, filled from the marks that held them so far.

Settling a question wrote its outcome over them. Where that has happened nobody knows them any more, so none are kept:
such an answer is marked again, unless it counts for everybody anyway. Nobody loses a pass by it.
"""

from fractions import Fraction

from django.db import migrations, models

AT_ONCE = 500  # slots held in memory
FOR_ALL, MARKED, AWAITING, PASS_KEPT = "for-all", "marked", "awaiting-marking", "pass_kept"


def fill_given_points(apps, schema_editor):
    slots = apps.get_model("quizzes", "AttemptSlot").objects.filter(is_emptied=False).exclude(marked_at=None)
    ids = list(slots.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        for slot in slots.filter(pk__in=ids[start : start + AT_ONCE]).select_related("version", "attempt"):
            slot.given_points = given_points(slot)
            slot.save(update_fields=["given_points"])
            if not slot.given_points and slot.version.settled != FOR_ALL:
                ask_again(slot.attempt)


def given_points(slot):
    """One number for each criterion; none where `parts` are not what a person gave, or may not be."""
    most = [criterion["points"] for criterion in slot.version.content.get("rubric", [])]
    points = [Fraction(part["share"]) * sum(most) for part in slot.parts]
    is_fitting = len(points) == len(most) and all(p.denominator == 1 and p <= m for p, m in zip(points, most))
    # Marked by another version it got nothing, and waited from then on.
    is_emptied = slot.attempt.state == AWAITING and not any(points)
    if slot.version.settled == FOR_ALL or is_emptied or not is_fitting:
        return []
    return [int(one) for one in points]


def ask_again(attempt):
    if attempt.state == MARKED:
        attempt.rule = {**attempt.rule, PASS_KEPT: True} if attempt.passed else attempt.rule
        attempt.state = AWAITING
        attempt.save(update_fields=["rule", "state"])


class Migration(migrations.Migration):
    dependencies = [
        ("quizzes", "0007_words_for_labels"),
    ]

    operations = [
        migrations.AddField(
            model_name="attemptslot",
            name="given_points",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="one number per criterion of the rubric; empty = still to be marked",
            ),
        ),
        migrations.RunPython(fill_given_points, migrations.RunPython.noop),
    ]

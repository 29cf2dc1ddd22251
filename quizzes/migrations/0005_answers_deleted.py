import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("lessons", "0007_staged_people"),
        ("quizzes", "0004_question_submitted"),
    ]

    operations = [
        migrations.CreateModel(
            name="ItemTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("check", "lesson check"),
                            ("practice", "practice"),
                            ("targeted", "targeted practice"),
                            ("placement", "pre-test"),
                            ("adaptive", "adaptive check"),
                            ("midterm", "mid-course exam"),
                            ("exam", "final exam"),
                            ("retention", "retention check"),
                            ("review", "spaced review"),
                        ],
                        max_length=10,
                    ),
                ),
                ("tally", models.JSONField(default=dict, help_text="as in quizzes.statistics.tally")),
            ],
            options={
                "ordering": ["version", "mode"],
            },
        ),
        migrations.AddField(
            model_name="attempt",
            name="answers_deleted_on",
            field=models.DateField(blank=True, help_text="from then on the stored marks hold", null=True),
        ),
        migrations.AddField(
            model_name="attemptslot",
            name="is_emptied",
            field=models.BooleanField(default=False, help_text="its answer was deleted; share and parts hold for good"),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(
                condition=models.Q(("answers_deleted_on", None)), fields=["enrolment"], name="attempt_with_answers"
            ),
        ),
        migrations.AddField(
            model_name="itemtally",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="tallies", to="quizzes.questionversion"
            ),
        ),
        migrations.AddConstraint(
            model_name="itemtally",
            constraint=models.UniqueConstraint(fields=("version", "mode"), name="item_tally_once"),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0003_workshop_and_objections")]

    operations = [
        migrations.AddField(
            model_name="questionversion",
            name="submitted_at",
            field=models.DateTimeField(blank=True, help_text="since when it waits for its approval", null=True),
        ),
    ]

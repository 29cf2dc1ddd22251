from django.db import models


class SearchPassage(models.Model):
    """A piece of a text under its heading. Derived from what readers see; services.indexing writes it anew."""

    course = models.ForeignKey("lessons.Course", models.CASCADE, related_name="+")
    part = models.CharField(max_length=20, help_text="what kind of text: key of a Searchable")
    source = models.BigIntegerField(help_text="number of the text within its part")
    made_from = models.CharField(max_length=80, help_text="which wording of the text")
    position = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=200, blank=True)
    anchor = models.CharField(max_length=150, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["course", "part", "source", "position"]
        constraints = [
            models.UniqueConstraint(fields=["course", "part", "source", "position"], name="search_passage_once")
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.source}/{self.position}"


class SearchWord(models.Model):
    """A stem that the course's texts hold, and a form in which it stands there."""

    course = models.ForeignKey("lessons.Course", models.CASCADE, related_name="+")
    part = models.CharField(max_length=20)
    stem = models.CharField(max_length=60)
    form = models.CharField(max_length=100)

    class Meta:
        ordering = ["course", "part", "stem"]
        constraints = [models.UniqueConstraint(fields=["course", "part", "stem"], name="search_word_once")]

    def __str__(self) -> str:
        return self.stem


class SearchPlace(models.Model):
    """A word in a passage: how much it weighs there, and where it first stands."""

    word = models.ForeignKey(SearchWord, models.CASCADE, related_name="places")
    passage = models.ForeignKey(SearchPassage, models.CASCADE, related_name="places")
    weight = models.PositiveSmallIntegerField()
    start = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["word", "passage"]
        constraints = [models.UniqueConstraint(fields=["word", "passage"], name="search_place_once")]

    def __str__(self) -> str:
        return f"{self.word_id} in {self.passage_id}"

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class ContrastPair(models.Model):
    """Two nearly identical cases, for whoever takes `expected` for `given`. It comes from the course files."""

    course = models.ForeignKey(
        "lessons.Course", models.CASCADE, related_name="contrast_pairs", verbose_name=_("course")
    )
    uid = models.SlugField(max_length=100)
    expected = models.CharField(max_length=4)
    given = models.CharField(max_length=4)
    expected_case = models.TextField()
    given_case = models.TextField()
    common = models.TextField()
    difference = models.TextField()
    sign = models.TextField(help_text="what lures and stands in both cases")
    apply = models.JSONField(help_text="uids of the questions at the end")
    note = models.TextField(_("remark for authors"), blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("pair of cases to compare")
        verbose_name_plural = _("pairs of cases to compare")
        ordering = ["course", "position"]
        constraints = [models.UniqueConstraint(fields=["course", "uid"], name="contrast_pair_uid_once")]

    def __str__(self) -> str:
        return self.uid

    def get_absolute_url(self) -> str:
        return reverse("quizzes:contrast", args=[self.course.slug, self.uid])

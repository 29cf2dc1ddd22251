"""The append-only record of who did what to whose data, and why."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coursesite import clock


class Action(models.TextChoices):
    EXPORT_COMPLETIONS = "export-completions", _("exported completions")
    GRANT_ROLE = "grant-role", _("granted a role")
    END_ROLE = "end-role", _("ended a role")
    ASSIGN_COURSE = "assign-course", _("assigned a course")
    VIEW_PERSON = "view-person", _("opened a person’s record")
    CHANGE_PERSON = "change-person", _("changed a person’s record")
    LOAD_COURSE = "load-course", _("loaded a course")
    REGRADE = "regrade", _("re-marked a question")
    EXPORT_ANSWERS = "export-answers", _("exported answers without names")
    EXPORT_EVIDENCE = "export-evidence", _("exported evidence for an audit")
    IMPORT_PEOPLE = "import-people", _("imported people")
    INVITE_PERSON = "invite-person", _("sent an invitation")
    MERGE_PEOPLE = "merge-people", _("merged two records of one person")
    EXEMPT_PERSON = "exempt-person", _("exempted from a course")
    CHANGE_COHORT = "change-cohort", _("changed a group")
    REVOKE_CERTIFICATE = "revoke-certificate", _("revoked a certificate")
    REPLACE_CERTIFICATE = "replace-certificate", _("replaced a certificate")
    SCHEDULE_REPORT = "schedule-report", _("scheduled a report")
    CHANGE_RULES = "change-rules", _("changed a rule")
    ASK_DELETION = "ask-deletion", _("requested deletion of the account")
    ERASE_PERSON = "erase-person", _("deleted an account")


class JournalEntry(models.Model):
    at = models.DateTimeField(_("when"), default=clock.now, db_index=True)
    actor = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("who"), help_text="null = command"
    )
    # In which role somebody acted, so that a learner reads "Personalabteilung", not a name.
    actor_role = models.CharField(_("role"), max_length=20, blank=True)
    action = models.CharField(_("action"), max_length=40, choices=Action.choices)
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("audit log entry")
        verbose_name_plural = _("audit log entries")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise TypeError("The journal is append-only: write a new entry.")
        super().save(*args, **kwargs)


class JournalSubject(models.Model):
    """A person an entry is about; she can see the entry."""

    entry = models.ForeignKey(JournalEntry, models.CASCADE, related_name="subjects")
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="journal_subjects")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "entry"], name="journal_subject_once")]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.user_id}"


class ErasedKey(models.Model):
    """That a record was erased, told by a digest of its random id (coursesite/privacy/services/erasure_list.py).

    `belongs_to`: of a record that was merged into another one, that one's digest; both are erased together.
    """

    digest = models.CharField(max_length=64, unique=True)
    belongs_to = models.CharField(max_length=64, blank=True, db_index=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("erased record")
        verbose_name_plural = _("erased records")

    def __str__(self) -> str:
        return self.digest[:8]

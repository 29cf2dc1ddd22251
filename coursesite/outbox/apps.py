from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

AFTER_ALL_OTHERS = 100  # what other jobs have made goes out with the same run


class OutboxConfig(AppConfig):
    name = "coursesite.outbox"
    label = "outbox"
    verbose_name = _("Emails")

    def ready(self) -> None:
        from coursesite import registry  # noqa: PLC0415  # app ready
        from coursesite.outbox.letters import send_mails  # noqa: PLC0415  # app ready

        registry.register_due_job(registry.DueJob("send mails", send_mails, AFTER_ALL_OTHERS))

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuizzesConfig(AppConfig):
    name = "quizzes"
    verbose_name = _("Questions")

    def ready(self) -> None:
        from coursesite import registry  # noqa: PLC0415  # app ready
        from quizzes import startup  # noqa: PLC0415  # app ready

        startup.register(registry)

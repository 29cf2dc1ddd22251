from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "coursesite.accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from coursesite import registry  # noqa: PLC0415  # app ready
        from coursesite.accounts import startup  # noqa: PLC0415  # app ready

        startup.register(registry)

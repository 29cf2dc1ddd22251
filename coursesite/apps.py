from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class SiteConfig(AppConfig):
    name = "coursesite"

    def ready(self) -> None:
        from coursesite import checks  # app ready: checks register themselves  # noqa: F401, PLC0415


class AdminConfig(DjangoAdminConfig):
    default_site = "coursesite.admin_site.TrennscharfAdminSite"

    def ready(self) -> None:
        from coursesite import admin_signs  # app ready: its imports need the apps  # noqa: PLC0415

        super().ready()
        admin_signs.install()

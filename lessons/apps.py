from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LessonsConfig(AppConfig):
    name = "lessons"
    verbose_name = _("Courses")

    def ready(self) -> None:
        from coursesite import registry  # noqa: PLC0415  # app ready
        from lessons import kinds, part_loaders, startup  # noqa: PLC0415  # app ready
        from lessons.services.page_loading import PageLoader  # noqa: PLC0415  # app ready

        kinds.register_kind(kinds.UnitKind("lesson", _("Lesson"), "lesson", "lessons:lesson"))
        part_loaders.register(PageLoader())
        startup.register(registry)

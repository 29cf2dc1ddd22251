from django.urls import path

from lessons.views import (
    changes,
    course,
    effect,
    exemptions,
    export_jobs,
    exports,
    figure,
    glossary,
    groups,
    inviting,
    lesson,
    page,
    people,
    reports,
)

app_name = "lessons"
urlpatterns = [
    path("courses/<slug:course>/", course.course_home, name="course"),
    path("courses/<slug:course>/start/", course.course_start, name="course-start"),
    path("courses/<slug:course>/glossary/", glossary.glossary, name="glossary"),
    path("courses/<slug:course>/figures/<str:name>", figure.figure, name="figure"),
    path("courses/<slug:course>/lessons/<slug:lesson>/", lesson.lesson_page, name="lesson"),
    path("courses/<slug:course>/lessons/<slug:lesson>/read/", lesson.lesson_read, name="lesson-read"),
    path("courses/<slug:course>/lessons/<slug:lesson>/changes/", changes.lesson_changes, name="lesson-changes"),
    path("courses/<slug:course>/pages/<slug:page>/", page.page, name="page"),
    path("sheet/", page.sheet, name="sheet"),
    path("reports/completions/", reports.completions, name="report-completions"),
    path("reports/completions.<slug:file_format>", exports.completions_file, name="report-completions-file"),
    path("reports/exports/", export_jobs.export_list, name="report-exports"),
    path("reports/exports/<slug:export>/", export_jobs.export_fetch, name="report-export"),
    path("reports/effect/", effect.effect, name="report-effect"),
    path("reports/groups/", groups.groups, name="report-groups"),
    path("reports/groups/<int:group>/", groups.group, name="report-group"),
    path("reports/groups/<int:group>/add/", groups.group_add, name="report-group-add"),
    path("reports/groups/<int:group>/remove/", groups.group_remove, name="report-group-remove"),
    path("reports/groups/<int:group>/end/", groups.group_end, name="report-group-end"),
    path("reports/people/<slug:person>/exemptions/", exemptions.exemptions, name="report-exemptions"),
    path("reports/people/<slug:person>/", people.person_page, name="report-person"),
    path("reports/people/<slug:person>/invite/", inviting.invite, name="report-person-invite"),
]

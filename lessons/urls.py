from django.urls import path

from lessons.views import reports

app_name = "lessons"
urlpatterns = [
    path("reports/completions/", reports.completions, name="report-completions"),
    path("reports/completions.csv", reports.completions_csv, name="report-completions-csv"),
]

from django.urls import path

from coursesite.help import views

urlpatterns = [
    path("help/", views.contents, name="help"),
    path("help/<slug:task>/", views.text, name="help-text"),
]

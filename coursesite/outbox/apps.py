from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "coursesite.outbox"
    label = "outbox"

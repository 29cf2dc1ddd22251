"""What this floor tells the ground floor when the site starts."""

from types import ModuleType


def register(registry: ModuleType) -> None:
    pass

"""Argon2 at the OWASP minimum: Django's default costs 100 MiB and 164 ms of CPU per sign-in."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2MinimumHasher(Argon2PasswordHasher):
    """m = 19 MiB, t = 2, p = 1 (OWASP Password Storage Cheat Sheet)."""

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1

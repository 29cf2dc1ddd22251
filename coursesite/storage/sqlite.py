"""Does this SQLite database have the settings on which the promise "nothing acknowledged is lost" rests?"""

from django.db import connection

EXPECTED = {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 20000}


def wrong_settings() -> list[str]:
    """What is not as it must be, in words; empty on PostgreSQL. One query per setting."""
    if connection.vendor != "sqlite":
        return []
    found = {}
    with connection.cursor() as cursor:
        for name in EXPECTED:
            cursor.execute(f"PRAGMA {name}")
            found[name] = cursor.fetchone()[0]
    wrong = [f"{name} is {found[name]}, not {value}" for name, value in EXPECTED.items() if found[name] != value]
    if connection.transaction_mode != "IMMEDIATE":
        wrong.append("transactions do not begin IMMEDIATE")
    if connection.settings_dict["CONN_MAX_AGE"] is not None:
        wrong.append("connections do not stay open")
    return wrong

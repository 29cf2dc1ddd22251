import threading

import pytest
from django.db import connection, transaction

from coursesite.accounts.models import User
from coursesite.storage.sqlite import wrong_settings
from coursesite.storage.transactions import write_transaction


@pytest.mark.django_db(transaction=True)
def test_failure_inside_writes_nothing() -> None:
    with pytest.raises(ZeroDivisionError), write_transaction():
        User.objects.create_user("a@example.org")
        _ = 1 / 0

    assert User.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_nested_joins_the_outer_one() -> None:
    with pytest.raises(ZeroDivisionError), write_transaction():
        with write_transaction():
            User.objects.create_user("a@example.org")
        _ = 1 / 0

    assert User.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_gate_is_open_again_after_a_failure() -> None:
    with pytest.raises(ZeroDivisionError), write_transaction():
        _ = 1 / 0
    done = []

    def write() -> None:
        if connection.vendor == "postgresql":
            with write_transaction():
                done.append(True)
            connection.close()
        else:
            from coursesite.storage.transactions import _gate

            with _gate():
                done.append(True)

    thread = threading.Thread(target=write)
    thread.start()
    thread.join(timeout=10)

    assert done == [True]


@pytest.mark.django_db
def test_settings_are_named_when_wrong(monkeypatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only")
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)

    assert "connections do not stay open" in wrong_settings()
    assert transaction.get_connection().transaction_mode == "IMMEDIATE"

import pytest
from django.test import Client

from tests.factories.accounts import make_user


@pytest.fixture
def learner():
    return make_user(name="Mira Lindqvist")


@pytest.fixture
def reader(client: Client, learner) -> Client:
    """A client signed in as the learner."""
    client.force_login(learner)
    return client

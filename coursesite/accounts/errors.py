"""What the services of people, departments and roles raise."""

from coursesite.errors import ServiceError


class AccountsError(ServiceError):
    """A refusal about a person, a department or a role."""

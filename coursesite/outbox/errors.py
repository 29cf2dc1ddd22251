"""What the services of the outbox raise."""

from coursesite.errors import ServiceError


class OutboxError(ServiceError):
    """A refusal about a mail, or mails that could not be sent."""

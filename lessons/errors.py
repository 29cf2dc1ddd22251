"""What this floor's services raise."""

from coursesite.errors import ServiceError


class LessonsError(ServiceError):
    """A refusal about courses, lessons, enrolments or progress."""

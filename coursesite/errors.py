"""What services raise when they refuse: a code for programs and a translated message for the person."""


class ServiceError(Exception):
    def __init__(self, message: object, code: str) -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return str(self.message)

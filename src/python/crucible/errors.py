"""What this package raises. Messages name the file or the argument, and say what to do."""


class CrucibleError(Exception):
    """A file, an id or an argument that does not do."""


class UnknownIdError(CrucibleError):
    """An id that the file does not have."""


class MissingPackageError(CrucibleError, ImportError):
    """A package that only one function needs, and that is not installed."""


class ProgramError(CrucibleError):
    """The program `crucible` failed; `exit_code` is its exit code, or None if it was not found."""

    def __init__(self, message, exit_code=None):
        super().__init__(message)
        self.exit_code = exit_code

"""What can go wrong with data, in words a reader can act on.

Each error says what, which rule, what was received and what to do next. It imports
nothing, so that every other module can raise it.
"""


class DataError(Exception):
    """Something about the data; the message is fit to be shown."""


class NothingPublished(DataError):
    """The store holds no snapshot that can be served."""


class UnknownSnapshot(DataError):
    """The store has no snapshot of that id."""


class UnusableExtract(DataError):
    """The folder is no extract: it is absent, or has no table of the contract."""


class ContractBroken(DataError):
    """An extract has errors; nothing was published."""

    def __init__(self, message: str, findings: list) -> None:
        super().__init__(message)
        self.findings = findings
        """Every finding of the check, errors and warnings."""


class BadSettings(DataError):
    """dashboard.toml has an unknown key or a wrong value."""


class RecipeFailed(DataError):
    """A recipe names a table the contract lacks, or its SQL does not run."""


class StoreBusy(DataError):
    """Another publication is running in the same store."""


class PublicationFailed(DataError):
    """The store can't be written, has no room, or the extract went away meanwhile."""


class EngineFailed(DataError):
    """The engine that makes facts and rollups is absent, unreachable or gave up."""


class SourceFailed(DataError):
    """A lender's database is unreachable, refuses, or holds what can't be taken."""

"""Every error that Moisson raises on purpose, with the exit code of the command.

::

    MoissonError
    ├── UserError               2   a mistake in the request: stops before any work, or leaves no document
    │   ├── RecipeError             the recipe or one of its stages
    │   ├── SourceError             a source's description or its reader
    │   └── NotFound                an id, a release or a path that does not exist
    ├── SafetyCatch             3   the harvest looks wrong; a person must confirm it
    ├── EnvironmentFault        4   the machine or the network: nothing is lost, run again
    │   ├── FetchError              a registry, a portal, a package, an archive
    │   ├── StorageError            disk full, no permission, a lock held, a file damaged
    │   └── WorkerError             a worker process died
    ├── ConservationError       5   rows went missing: a bug in Moisson, never the data's fault
    └── Unverified              6   a release does not match its signature or its statements

    DocumentError                   one document cannot be read; becomes a ledger row, never a crash

A message is one sentence or two: the thing, the value, the remedy.
"""

from moisson.contracts.redacted import redacted


class MoissonError(Exception):
    """The root of the tree, with the command's `exit_code`. Messages hide secrets in addresses."""

    exit_code = 1

    def __str__(self) -> str:
        return redacted(super().__str__())


class UserError(MoissonError):
    """The request cannot be carried out; nothing has been read or written."""

    exit_code = 2


class RecipeError(UserError):
    """A recipe, or a stage in it, is wrong."""


class SourceError(UserError):
    """A source's description is wrong, or its reader breaks the contract."""


class NotFound(UserError):
    """A named thing does not exist."""


class SafetyCatch(MoissonError):
    """A harvest lost too many documents, or falls outside the expected counts."""

    exit_code = 3


class EnvironmentFault(MoissonError):
    """The machine or the network failed; finished work is kept."""

    exit_code = 4


class FetchError(EnvironmentFault):
    """A connector could not fetch what was asked for."""


class StorageError(EnvironmentFault):
    """The workspace cannot be read or written."""


class WorkerError(EnvironmentFault):
    """A worker process ended without an answer: killed, or out of memory."""


class ConservationError(MoissonError):
    """The equations of conservation do not hold; the release is not written."""

    exit_code = 5


class Unverified(MoissonError):
    """A release, or a proof about one, does not hold."""

    exit_code = 6


class DocumentError(Exception):
    """One document cannot be read.

    Raised by readers. `reason` is a slug; the ledger has it as `extract:<reason>`, or `split:<reason>` at harvest.
    `detail` is one sentence for people and must not quote personal data.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type["DocumentError"], tuple[str, str]]:
        return DocumentError, (self.reason, self.detail)

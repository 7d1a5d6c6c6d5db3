"""What a page is given: the data, the filters in force, the words and the look."""

from dataclasses import dataclass, field, replace

from charts.theme import Look
from exports.report import Report
from metrics import Answer, Book, Filters
from texts import Words
from ui import answers


@dataclass(frozen=True)
class View:
    """One reader's view of one snapshot, for one run of a page."""

    page: str
    """The page's name, which is also its path in the URL."""
    book: Book
    filters: Filters
    previous: Filters | None
    """The earlier period that figures are compared with; None where there is none."""
    t: Words
    look: Look
    manifest: dict = field(default_factory=dict)
    """The snapshot's manifest: tables, findings, sources, versions, settings."""
    pages: dict[str, object] = field(default_factory=dict)
    """The menu's pages by name, for links; empty in a test of one page."""
    shared_keys: tuple[str, ...] = ()
    """URL keys that a link to another page carries along."""
    against: str = "previous"
    """What figures are compared with: previous, year, target or none."""
    report: Report | None = None
    """Where the page keeps what it shows; None where nothing is taken away."""
    _asked: dict[tuple, Answer] = field(default_factory=dict)
    """What this run has asked already: cards, charts and pointers ask alike."""

    @property
    def lang(self) -> str:
        """The language of the texts: en or zh."""
        return self.t.language

    def ask(
        self,
        metric: str,
        /,
        *,
        filters: Filters | None = None,
        by: str | None = None,
        **options: object,
    ) -> Answer:
        """A metric's answer under the filters in force, or those given; cached.

        Each asker gets a frame of its own, to which columns can be added.
        """
        asked = (metric, filters or self.filters, by, *sorted(options.items()))
        if asked not in self._asked:
            self._asked[asked] = answers.ask(self.book, *asked[:3], **options)
        answer = self._asked[asked]
        return replace(answer, frame=answer.frame.copy(deep=False))

    def name(self, dimension: str, code: str) -> str:
        """How a reader knows a code: the lender's name for it, else the code."""
        return self.t.name(dimension, code, self.book.settings.names)

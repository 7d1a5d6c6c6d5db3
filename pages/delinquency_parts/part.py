"""A section of the delinquency page: its texts, its switch and its figure."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pandas as pd

from metrics import Answer
from ui.blocks import figure, section
from ui.choices import choose
from ui.view import View


@dataclass(frozen=True)
class Part:
    """An open section."""

    view: View
    name: str

    def pick(self, key: str, codes: tuple[str, ...]) -> str:
        """One of several codes, the first by default; `key` is its name in the URL."""
        t = self.view.t
        return choose(
            self.view,
            key,
            codes,
            codes[0],
            label=t(f"delinquency.{key}.label"),
            word=lambda code: t(f"delinquency.{key}.{code}"),
        )

    def draw(
        self,
        answer: Answer,
        shape: Callable,
        *,
        frame: pd.DataFrame | None = None,
        **drawing: object,
    ) -> None:
        """The answer in a shape of charts/, or those rows of it that are in `frame`."""
        rows = answer.frame if frame is None else frame
        figure(
            self.view,
            answer,
            lambda: shape(rows, self.view.t, self.view.look, **drawing),
            key=self.name,
            alt=self.view.t(f"delinquency.{self.name}.title"),
        )


@contextmanager
def part(view: View, name: str) -> Iterator[Part]:
    """A section whose title, basis and explanation are the texts of that name."""
    t = view.t
    title, basis = t(f"delinquency.{name}.title"), t(f"delinquency.{name}.basis")
    with section(view, title, basis=basis, about=t(f"delinquency.{name}.about")):
        yield Part(view, name)


def by_bucket(view: View, codes: Sequence[str]) -> dict[str, str]:
    """The colour of each bucket: calm for what is not late, then ever stronger."""
    return dict(zip(codes, view.look.lateness(len(codes)), strict=True))

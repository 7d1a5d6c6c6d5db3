"""A visitor without a browser: one websocket session, and the figures it was shown."""

import asyncio
import hashlib
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

ANSWERS_WITHIN = 60

_MAIN = 0
"""Where a page's body begins in the paths of its elements; the menu is elsewhere."""


@dataclass(frozen=True)
class View:
    """A page with what its address bar holds."""

    page: str
    query: str


@dataclass(frozen=True)
class Shown:
    """What a run of a page put before its reader."""

    figures: tuple[str, ...]
    """Every card, chart and table of the page in order: its text, or a digest of it."""
    errors: tuple[str, ...]
    """What the page could not show."""


class Visitor:
    """A session with the server at an address, for `async with`.

    Another page, or another filter, is a run of the script with another address: what
    a link or the browser's 'back' sends. A click on a filter comes as the state of a
    widget in place of the address, and from there on runs the same script.
    """

    def __init__(self, address: str) -> None:
        self._connect = connect(
            f"ws://{address}/_stcore/stream", subprotocols=["streamlit"], max_size=None
        )

    async def __aenter__(self) -> Self:
        self._socket = await self._connect
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._socket.close()

    async def open(self, view: View) -> Shown:
        """Opens a view and waits until the script has finished."""
        message = BackMsg()
        message.rerun_script.page_name = view.page
        message.rerun_script.query_string = view.query
        await self._socket.send(message.SerializeToString())
        async with asyncio.timeout(ANSWERS_WITHIN):
            return await self._read()

    async def _read(self) -> Shown:
        elements: dict[tuple[int, ...], Element] = {}
        async for data in self._socket:
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind == "delta" and message.metadata.delta_path[0] == _MAIN:
                _place(elements, tuple(message.metadata.delta_path), message.delta)
            elif kind == "script_finished":
                break
        found = [elements[path] for path in sorted(elements)]
        return Shown(
            tuple(text for text in map(_figure, found) if text),
            tuple(text for text in map(_error, found) if text),
        )


def _place(
    elements: dict[tuple[int, ...], Element], path: tuple[int, ...], delta: Delta
) -> None:
    """What is sent later for a place takes the place of what was there."""
    if delta.WhichOneof("type") == "new_element":
        elements[path] = delta.new_element
    else:
        elements.pop(path, None)


def _figure(element: Element) -> str:
    kind = element.WhichOneof("type")
    if kind == "metric":
        card = element.metric
        return f"{card.label}: {card.body} ({card.delta})"
    if kind == "plotly_chart":
        return f"chart {_digest(element.plotly_chart.spec.encode())}"
    if kind == "dataframe":
        return f"table {_digest(element.dataframe.arrow_data.data)}"
    return ""


def _digest(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()[:8]


def _error(element: Element) -> str:
    kind = element.WhichOneof("type")
    if kind == "exception":
        return element.exception.message
    if kind == "alert" and element.alert.format == Alert.ERROR:
        return element.alert.body
    return ""

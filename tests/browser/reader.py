"""One reader's window: opens pages, waits as a person would, notes what goes wrong."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Locator, Page, Request, Response, expect

from app import PAGES
from ui import frame

SETTLE_MS = 45_000
expect.set_options(timeout=SETTLE_MS)

NOT_OURS = re.compile(r"/\w+/_stcore/(health|host-config)$")
"""Streamlit's client asks below a deep link's path first, gets 404, then asks at /."""

_IS_SETTLED = """() => {
    const app = document.querySelector('[data-testid=stApp]');
    return app !== null
        && app.dataset.testScriptState === 'notRunning'
        && app.dataset.testConnectionState === 'CONNECTED'
        && document.querySelector('h1') !== null
        && document.querySelector('[data-stale=true]') === null;
}"""


def path_of(page: frame.Page) -> str:
    """Where a page is: the first one at the root of the site."""
    return "" if page is PAGES[0] else page.name


class Reader:
    """A browser window on the dashboard at an address."""

    def __init__(self, page: Page, address: str, artefacts: Path) -> None:
        self.page = page
        self.address = address
        self.requests: list[str] = []
        self.problems: list[str] = []
        self._artefacts = artefacts
        page.set_default_timeout(SETTLE_MS)
        page.on("request", self._note_request)
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("response", self._note_response)
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        page.on("console", self._note_console)

    def open(self, path: str = "", **query: str | list[str]) -> "Reader":
        """Opens a link as if it had been sent, and waits until the page is there."""
        link = f"{self.address}/{path}"
        self.page.goto(f"{link}?{urlencode(query, doseq=True)}" if query else link)
        return self.settle()

    def settle(self) -> "Reader":
        """Waits until the server has finished and nothing stale is left."""
        self.page.wait_for_function(_IS_SETTLED)
        return self

    def await_query(self, **wanted: list[str] | None) -> "Reader":
        """Waits until the URL carries these values; None: the key is not in it."""

        def is_there(url: str) -> bool:
            query = parse_qs(urlsplit(url).query)
            return all(query.get(key) == values for key, values in wanted.items())

        self.page.wait_for_url(is_there)
        return self.settle()

    @property
    def query(self) -> dict[str, list[str]]:
        """What the URL carries."""
        return parse_qs(urlsplit(self.page.url).query)

    @property
    def path(self) -> str:
        """Which page the URL names."""
        return urlsplit(self.page.url).path.strip("/")

    @property
    def title(self) -> str:
        """The page's heading."""
        return self.page.get_by_role("heading", level=1).inner_text()

    @property
    def main(self) -> Locator:
        """All but the menu."""
        return self.page.get_by_test_id("stMain")

    def must_show(self, text: str) -> None:
        """Waits for a text in the page; fails where it does not come."""
        expect(self.main).to_contain_text(text)

    def keyed(self, key: str) -> Locator:
        """The element with this key, or whose key begins with it."""
        return self.page.locator(f"[class*='st-key-{key}']").first

    def follow(self, label: str) -> "Reader":
        """Clicks a page in the menu."""
        menu = self.page.get_by_test_id("stSidebar")
        menu.get_by_role("link", name=label, exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(label)
        return self.settle()

    def must_be_sound(self, *, dialogs: int = 0) -> None:
        """No error shown, none in the console, nothing asked of another machine.

        `dialogs` is how many stand open because the reader opened them.
        """
        shown = self.page.locator(
            "[data-testid=stException], [data-testid=stAlertContentError]"
        )
        assert shown.all_inner_texts() == []
        expect(self.page.get_by_role("dialog")).to_have_count(dialogs)
        assert "Traceback" not in self.page.locator("body").inner_text()
        assert self.problems == []
        assert self.went_abroad() == []

    def went_abroad(self) -> list[str]:
        """Requests to anything but this server; data and blob URLs stay in the page."""
        here = urlsplit(self.address).netloc
        return [
            url
            for url in self.requests
            if urlsplit(url).scheme not in ("data", "blob")
            and urlsplit(url).netloc != here
        ]

    def unroll(self) -> "Reader":
        """Makes the window as high as the page, so that every chart is drawn."""
        height = self.page.evaluate(
            "() => document.querySelector('[data-testid=stMain]').scrollHeight"
        )
        width = self.page.viewport_size["width"]
        self.page.set_viewport_size({"width": width, "height": min(height + 80, 9_000)})
        expect(self.main.get_by_test_id("stSkeleton")).to_have_count(0)
        return self.settle()

    def picture(self, name: str) -> None:
        """Keeps a screenshot for a person to look at."""
        self._artefacts.mkdir(exist_ok=True)
        self.page.screenshot(path=self._artefacts / f"{name}.png")

    def _note_request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _note_response(self, response: Response) -> None:
        if response.status >= 400 and not NOT_OURS.search(urlsplit(response.url).path):
            self.problems.append(f"{response.status} {response.url}")

    def _note_console(self, message) -> None:
        is_answer = message.text.startswith("Failed to load resource")
        if message.type == "error" and not is_answer:
            self.problems.append(f"console: {message.text}")

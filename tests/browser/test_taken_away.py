"""What leaves the page, a file or a link, says what the screen said."""

import struct
from urllib.parse import urlsplit

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import expect

from data.publish import publish
from data.sample import make_sample
from data.store import Store
from metrics import Filters, metric, open_book
from tests.browser.test_choices import choose, close
from tests.browser.test_drill import card, drawer
from tests.browser.test_frame_extras import link_to, open_views
from tests.exports.test_excel import table_of, texts_of
from texts import words
from ui import saved

EN, ZH = words("en"), words("zh")

HOSTILE = "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1"
"""What a spreadsheet would run, were it a cell of its own."""


def download(reader, button, folder):
    """Presses a button and returns the file that it gives, under its own name."""
    with reader.page.expect_download() as coming:
        button.click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


def export(reader, code: str, folder):
    """The page as xlsx or html, by mouse."""
    reader.keyed("export_delinquency_").get_by_role("button").first.click()
    button = reader.keyed(f"export_{code}_delinquency").get_by_role("button")
    return download(reader, button, folder)


@pytest.fixture
def book(store):
    """What the server serves, to be asked without it."""
    return open_book(Store(store).current())


def test_a_workbook_has_the_stamp_a_chart_and_the_numbers_of_the_metrics(
    address, opened, book, tmp_path
):
    reader = opened(address).open(
        "delinquency", lang="zh", product="credit_loan", p="6m"
    )
    made = openpyxl.load_workbook(export(reader, "xlsx", tmp_path))
    first, title = made.worksheets[0], ZH("delinquency.par.title")
    asked = metric("portfolio").run(
        book, Filters("2026-05", "2026-10", (("product", ("credit_loan",)),))
    )

    stamp = " ".join(texts_of(first))
    for text in ("2026年5月至2026年10月", "产品：信用贷款", book.snapshot_id):
        assert text in stamp
    assert ZH.date(book.as_of) in stamp
    assert len(made[title]._charts) == 1
    table = table_of(made[title])
    assert len(table) == len(asked.frame) == 6
    for column in ("balance", "par1", "par30", "par90"):
        numbers = pytest.approx(list(asked.frame[column]), rel=1e-12)
        assert list(table[ZH.column(column)]) == numbers
    cells = {row[0].value: row[1].value for row in first.iter_rows(max_col=2)}
    par30 = asked.frame["par30"].iloc[-1]
    assert cells[ZH.column("par30")] == pytest.approx(par30, rel=1e-12)
    assert not [c for s in made for row in s for c in row if c.data_type == "f"]
    close(reader)
    reader.must_be_sound()


def test_a_page_as_html_opens_from_the_disk_and_asks_nothing_of_anyone(
    address, opened, tmp_path
):
    reader = opened(address).open("delinquency", lang="zh")
    path = export(reader, "html", tmp_path)
    shown = reader.main.locator(".js-plotly-plot").count()

    alone = opened(address)
    alone.page.goto(path.as_uri())
    heading = alone.page.get_by_role("heading", level=1)
    expect(heading).to_have_text(ZH("delinquency.title"))
    drawn = alone.page.locator(".chart.js-plotly-plot:has(.main-svg)")
    expect(drawn).to_have_count(alone.page.locator(".chart").count())
    assert drawn.count() >= max(shown, 5)
    expect(alone.page.locator(".scatterlayer .js-line").first).to_be_attached()
    schemes = {urlsplit(url).scheme for url in alone.requests}
    assert "file" in schemes and schemes <= {"file", "data", "blob"}
    assert alone.problems == []


@pytest.fixture
def hostile(tmp_path):
    """A store whose campaigns are what a spreadsheet would run."""
    extract = tmp_path / "sample"
    make_sample(extract, loans=300)
    (path,) = extract.glob("applications*")
    table = pq.read_table(path)
    names = [HOSTILE[row % len(HOSTILE)] for row in range(table.num_rows)]
    at = table.schema.get_field_index("campaign_id")
    pq.write_table(table.set_column(at, "campaign_id", pa.array(names)), path)
    publish(extract, tmp_path / "store")
    return tmp_path / "store"


def test_rows_taken_away_are_as_many_as_the_figure_and_run_nothing(
    hostile, serve, opened, tmp_path
):
    with serve(hostile) as address:
        reader = opened(address).open(lang="en")
        started = card(reader, EN("overview.card.started"))
        figure = started.get_by_test_id("stMetricValue").inner_text()
        started.get_by_role("button", name=EN("figures.card.rows")).click()
        button = drawer(reader).get_by_test_id("stDownloadButton").get_by_role("button")
        path = download(reader, button, tmp_path)
        reader.must_be_sound(dialogs=1)

    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert len(rows) == int(figure.replace(",", "")) > 50
    assert rows["application_id"].is_unique
    cells = {cell for column in rows for cell in rows[column]}
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert {"'=1+1", "'+1", "'-1", "'@SUM(A1)"} <= cells


def test_a_chart_is_taken_away_as_a_picture(address, opened, tmp_path):
    reader = opened(address).open("delinquency", lang="en")
    behind = reader.keyed("delinquency_first_payment_behind_")
    behind.get_by_text(EN("frame.behind.open")).click()
    button = behind.get_by_role("button", name=EN("exports.picture"))
    path = download(reader, button, tmp_path)

    png = path.read_bytes()
    assert path.suffix == ".png" and png.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", png[16:24])
    assert width > 1_000 and height > 600 and len(png) > 20_000
    reader.must_be_sound()


def test_the_comparison_is_changed_by_mouse_kept_and_sent(address, opened):
    reader = opened(address).open(lang="en", p="6m")
    reader.must_show(EN("compared.previous", span="Nov 2025 to Apr 2026"))
    reader.keyed("filter_vs_").get_by_role("button").first.click()
    year = EN("frame.against.year")
    reader.page.get_by_role("radio", name=year, exact=True).click()
    reader.await_query(vs=["year"], p=["6m"])
    close(reader)
    said = EN("compared.year", span="May 2025 to Oct 2025")
    reader.must_show(said)

    reader.page.reload()
    reader.settle()
    assert reader.query == {"lang": ["en"], "p": ["6m"], "vs": ["year"]}
    reader.must_show(said)
    link = reader.page.url
    other = opened(address)
    other.page.goto(link.replace("lang=en", "lang=zh"))
    other.settle()
    other.must_show(ZH("compared.year", span="2025年5月至2025年10月"))
    expect(other.keyed("filter_vs_")).to_contain_text(ZH("frame.against.year"))
    other.must_be_sound()


def test_filters_by_mouse_and_by_link_give_the_same_cards(address, opened):
    def figures(reader):
        return reader.main.get_by_test_id("stMetricValue")

    by_mouse = opened(address).open(lang="en")
    expect(figures(by_mouse)).to_have_count(10)
    unfiltered = figures(by_mouse).all_inner_texts()
    choose(by_mouse)
    by_link = opened(address).open(lang="en", product="credit_loan", p="6m")
    expect(figures(by_link)).to_have_count(10)
    wanted = figures(by_link).all_inner_texts()

    assert all(wanted) and wanted != unfiltered
    expect(figures(by_mouse)).to_have_text(wanted)
    by_mouse.must_be_sound()


@pytest.fixture
def no_views(store, monkeypatch):
    """Leaves no saved view to the tests that come after."""
    monkeypatch.setenv("LOAN_DASHBOARD_STORE", str(store))
    yield
    views = saved.of_deployment()
    for view in views.all():
        views.remove(view.id)


def test_a_saved_view_opens_all_of_its_query(address, opened, no_views):
    query = {"p": ["6m"], "vs": ["year"], "dpd": ["60"], "product": ["credit_loan"]}
    reader = opened(address).open("vintage", lang="en", **query)
    open_views(reader)
    reader.page.get_by_label(EN("views.save")).fill("Sixty days, six months")
    reader.page.keyboard.press("Enter")
    expect(reader.page.get_by_text(EN("views.said.saved"), exact=True)).to_be_visible()

    other = opened(address).open("data", lang="zh")
    other.keyed("w_views_menu_").get_by_role("button").first.click()
    link_to(other, "Sixty days, six months").click()
    expect(other.page.get_by_role("heading", level=1)).to_have_text(ZH("vintage.title"))
    other.await_query(lang=["zh"], **query)
    assert other.query == {"lang": ["zh"], **query}
    other.must_be_sound()

"""The overview says what the metrics say, and says why where it can't."""

import json

import pytest

from charts import theme
from metrics import CATALOGUE, Filters
from tests.ui.drawing import draw, words_on
from texts import words

EN, ZH = words("en"), words("zh")
LAST_YEAR = Filters("2025-11", "2026-10")
YEAR_BEFORE = Filters("2024-11", "2025-10")


def metric(test, label):
    found = [card for card in test.metric if card.label == label]
    assert len(found) == 1, [card.label for card in test.metric]
    return found[0]


def ask(book, name, filters, **options):
    return CATALOGUE[name].run(book, filters, **options).frame


def test_every_headline_figure_is_there_and_nothing_failed(sample_book):
    test = draw("overview", sample_book, LAST_YEAR)
    assert len(test.metric) == 10
    assert [card.label for card in test.metric if card.value == "–"] == []
    assert not test.error and not test.exception


def test_loans_and_amount_are_the_sums_of_their_months(sample_book):
    test = draw("overview", sample_book, LAST_YEAR)
    months = ask(sample_book, "conversion", LAST_YEAR, basis="period")
    loans = sum(int(n) for n in months["disbursed"])
    amount = sum(float(a) for a in months["disbursed_amount"])
    assert metric(test, "Loans disbursed").value == EN.count(loans)
    assert metric(test, "Disbursed amount").value == EN.amount_short(amount)


def test_conversion_leaves_the_immature_months_out(sample_book):
    months = ask(sample_book, "conversion", LAST_YEAR)
    assert not months["mature"].all(), "the sample's last month must be immature"
    mature = months[months["mature"].astype(bool)]
    pooled = mature["disbursed"].sum() / mature["started"].sum()
    all_months = months["disbursed"].sum() / months["started"].sum()
    assert EN.rate(pooled) != EN.rate(all_months)
    test = draw("overview", sample_book, LAST_YEAR)
    assert metric(test, "Conversion, mature").value == EN.rate(pooled)


def test_par30_is_the_last_month_ends_and_its_change_is_in_points(sample_book):
    now = ask(sample_book, "portfolio", LAST_YEAR)["par30"].iloc[-1]
    before = ask(sample_book, "portfolio", YEAR_BEFORE)["par30"].iloc[-1]
    test = draw("overview", sample_book, LAST_YEAR)
    assert metric(test, "PAR30").value == EN.rate(now)
    assert metric(test, "PAR30").delta == EN.points(now - before)


def test_a_rise_is_bad_for_par_and_good_for_the_amount(sample_book):
    test = draw("overview", sample_book, LAST_YEAR)
    colours = {card.label: card.proto.color for card in test.metric}
    deltas = {card.label: card.delta for card in test.metric}
    good = colours["Disbursed amount"]
    assert deltas["Disbursed amount"].startswith("+")
    rises = deltas["PAR30"].startswith("+")
    assert (colours["PAR30"] == good) != rises


def test_a_filter_narrows_every_figure_to_its_part(sample_book):
    products = sample_book.dimensions["product"]
    whole = metric(draw("overview", sample_book, LAST_YEAR), "Applications").value
    parts = []
    for product in products:
        only = Filters(
            LAST_YEAR.from_month, LAST_YEAR.to_month, (("product", (product,)),)
        )
        value = metric(draw("overview", sample_book, only), "Applications").value
        parts.append(0 if value == "–" else int(value.replace(",", "")))
    assert EN.count(sum(parts)) == whole


def test_a_period_without_rows_shows_dashes_and_says_how_to_widen(sample_book):
    test = draw("overview", sample_book, Filters("2001-01", "2001-03"))
    assert {card.value for card in test.metric} == {"–"}
    assert "Choose a longer one" in words_on(test)
    assert not test.error and not test.exception


def test_loans_alone_still_have_their_amounts_and_their_lateness(loans_only_book):
    test = draw("overview", loans_only_book, LAST_YEAR)
    loans = ask(loans_only_book, "vintage", LAST_YEAR, cohort="month")
    paid_out = loans.loc[loans["mob"] == 0, "loans"].sum()
    assert metric(test, "Loans disbursed").value == EN.count(paid_out)
    assert metric(test, "PAR30").value != "–"
    applications = metric(test, "Applications")
    assert applications.value == "–"
    assert 'needs the table "Applications"' in words_on(test).replace("\\", "")
    assert not test.error and not test.exception


def test_applications_alone_say_what_lateness_would_need(applications_only_book):
    test = draw("overview", applications_only_book, LAST_YEAR)
    assert metric(test, "PAR30").value == "–"
    assert "(performance)" in words_on(test).replace("\\", "")
    assert not test.error and not test.exception


def test_a_filter_that_applications_lack_is_said_and_never_ignored(sample_book):
    only = Filters("2025-11", "2026-10", (("business_mode", ("own_book",)),))
    test = draw("overview", sample_book, only)
    approval = metric(test, "Approval rate")
    assert approval.value == "–"
    assert "can't be filtered by Business mode" in words_on(test).replace("\\", "")
    assert metric(test, "PAR30").value != "–"


def test_the_months_of_the_line_are_those_of_the_metric(sample_book):
    months = ask(sample_book, "conversion", LAST_YEAR, basis="period")
    test = draw("overview", sample_book, LAST_YEAR)
    spec = json.loads(test.get("plotly_chart")[0].proto.spec)
    line = next(t for t in spec["data"] if t.get("customdata"))
    assert line["y"] == [float(amount) for amount in months["disbursed_amount"]]
    assert line["customdata"] == [
        [at, "disbursed_amount", None] for at in range(len(months))
    ]


def test_the_chart_of_rates_draws_every_month(sample_book):
    test = draw("overview", sample_book, LAST_YEAR)
    specs = [json.loads(chart.proto.spec) for chart in test.get("plotly_chart")]
    assert len(specs) == 5
    names = {trace.get("name") for spec in specs for trace in spec["data"]}
    assert {"Approval rate", "Conversion rate", "PAR30", "PAR90"} <= names


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_stands_out_is_said_in_the_readers_language(sample_book, lang):
    test = draw("overview", sample_book, LAST_YEAR, lang=lang)
    slowest = ask(sample_book, "funnel", LAST_YEAR).set_index("stage")["p90_hours"]
    t = words(lang)
    stage = t.name("stage", slowest.astype(float).idxmax())
    assert stage in words_on(test)
    assert t("overview.next") in words_on(test)
    other = "下一步" if lang == "en" else "Where to look"
    assert other not in words_on(test)


def bridge_of(test):
    """The bars of what changed: the only bars of the page."""
    specs = [json.loads(chart.proto.spec) for chart in test.get("plotly_chart")]
    traces = [trace for spec in specs for trace in spec["data"]]
    (bars,) = [trace for trace in traces if trace["type"] == "bar"]
    return bars


def moved(book, filters, **options):
    return CATALOGUE["change"].run(book, filters, **options).frame


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_changed_is_said_and_drawn_so_that_it_adds_up(sample_book, lang):
    t = words(lang, sample_book.settings.currency)
    test = draw("overview", sample_book, LAST_YEAR, lang=lang, by="channel")
    rows = moved(sample_book, LAST_YEAR, by="channel", metric="approval_rate")
    said = words_on(test).replace("\\", "")
    for figure in (rows["before_all"].iloc[0], rows["after_all"].iloc[0]):
        assert t.rate(figure, 2) in said
    for effects in ("mix_effect", "rate_effect"):
        assert t.points(rows[effects].sum(), 2) in said
    bars = bridge_of(test)
    change = rows["after_all"].iloc[0] - rows["before_all"].iloc[0]
    assert sum(bars["x"]) == pytest.approx(change, abs=1e-9)
    assert not test.error and not test.exception


def test_a_fall_of_par_is_good_and_a_fall_of_loans_is_bad(sample_book):
    look = theme.light()
    for figure, fall in (("par30", look.good), ("loans", look.bad)):
        test = draw("overview", sample_book, LAST_YEAR, figure=figure, by="product")
        bars = bridge_of(test)
        rise = look.bad if fall == look.good else look.good
        expected = [
            look.neutral if size == 0 else rise if size > 0 else fall
            for size in bars["x"]
        ]
        assert bars["marker"]["color"] == expected


def test_without_an_earlier_period_what_changed_says_so(sample_book):
    first = Filters("2024-11", "2025-01")
    assert sample_book.first_month == first.from_month
    for filters in (Filters(), first):
        test = draw("overview", sample_book, filters)
        said = [box.value for box in test.info]
        assert EN("changes.no_earlier") in said
    year = draw("overview", sample_book, Filters("2025-05", "2025-07"), vs="year")
    assert EN("changes.no_earlier") in [box.value for box in year.info]


def test_the_same_months_last_year_are_a_choice(sample_book):
    quarter = Filters("2026-08", "2026-10")
    test = draw("overview", sample_book, quarter, vs="year", figure="loans")
    rows = moved(sample_book, quarter, metric="loans", against="year")
    before, after = rows["before_all"].iloc[0], rows["after_all"].iloc[0]
    then = moved(sample_book, Filters("2025-08", "2025-10"), metric="loans")
    assert before == then["after_all"].iloc[0]
    said = words_on(test).replace("\\", "")
    assert f"from {EN.count(before)} to {EN.count(after)}" in said


def test_the_dimension_that_the_filters_hold_is_not_what_explains_most(sample_book):
    product = sample_book.dimensions["product"][0]
    only = Filters("2025-11", "2026-10", (("product", (product,)),))
    test = draw("overview", sample_book, only)
    assert "the mix by Product" not in words_on(test)
    assert not test.error and not test.exception


SAME = {
    "Approval rate": ("conversion", "Approval rate"),
    "Conversion, mature": ("conversion", "Conversion rate"),
    "Active balance": ("delinquency", "Balance"),
    "PAR30": ("delinquency", "PAR30"),
    "90+ (PAR90)": ("delinquency", "PAR90"),
    "Applications": ("channel_roi", "Applications"),
}
"""Cards of the overview that are cards of another page too."""


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        LAST_YEAR,
        Filters("2026-03", "2026-10", (("channel", ("branch", "search_ads")),)),
    ],
    ids=["everything", "last year", "two channels"],
)
def test_every_figure_is_the_same_as_on_its_page(sample_book, filters):
    overview = draw("overview", sample_book, filters)
    pages = {
        page: draw(page, sample_book, filters) for page in {p for p, _ in SAME.values()}
    }
    for here, (page, there) in SAME.items():
        assert metric(overview, here).value == metric(pages[page], there).value, here
    # The others stand in charts and tables: their pages ask these
    paid_out = ask(sample_book, "conversion", filters, basis="period")
    channels = ask(sample_book, "channel_roi", filters, level="total")
    after_six = ask(sample_book, "channel_roi", filters, level="total", horizon=6)
    (cost,) = channels.loc[channels["channel"] == "all", "cost_per_loan"]
    (roi,) = after_six.loc[after_six["channel"] == "all", "roi"]
    others = {
        "Disbursed amount": EN.amount_short(paid_out["disbursed_amount"].sum()),
        "Loans disbursed": EN.count(paid_out["disbursed"].sum()),
        "Cost per loan": EN.amount_short(cost),
        "ROI after 6 months": EN.ratio(roi),
    }
    if filters.from_month:
        changed = ask(sample_book, "change", filters, metric="approval_rate")
        others["Approval rate"] = EN.rate(changed["after_all"].iloc[0])
    for here, value in others.items():
        assert metric(overview, here).value == value, here
    assert {card.label for card in overview.metric} == {*SAME, *others}

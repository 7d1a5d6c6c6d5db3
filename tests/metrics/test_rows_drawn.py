"""Which rows stand behind a figure, and in which order, worked out on drawn books."""

import pytest

from metrics import Filters, metric
from metrics.rows import Cell, application_story, loan_story, rows_behind
from tests.books import table_of
from tests.metrics.asking import answer
from tests.metrics.drawn import applications, histories, loans

ORDERS = ("default", "newest", "oldest", "largest", "smallest")


def ids(book, asked, cell, **options):
    """The ids of the rows in their order, as one word each."""
    found = rows_behind(book, asked, cell, **options)
    assert found.total == len(found.frame) or "page_rows" in options
    return " ".join(found.frame[found.id_column])


def by_order(book, asked, cell):
    return {order: ids(book, asked, cell, order=order) for order in ORDERS}


@pytest.fixture(scope="module")
def lender(shelved):
    """Five loans of January and one of March, seen on 31 March. E has no partner, and
    nobody knows when F is due. A and B are alike but for their names."""
    return shelved(
        {
            "customers": table_of("""
                customer_id  segment
                C1           salaried
            """),
            "loans": loans("""
                loan_id  disbursed_on  first_due_on  principal  partner
                B        2026-01-10    2026-02-10    500        north
                A        2026-01-10    2026-02-10    500        north
                C        2026-01-20    2026-02-20    900        north
                D        2026-01-05    2026-02-05    700        south
                E        2026-01-30    2026-02-28    300        -
                F        2026-03-02    -             800        south
            """),
            "performance": histories("""
                loan  2026-01  2026-02  2026-03
                B     500      500/18   500/49
                A     500      500/18   500/49
                C     900      900/8    900/39
                D     700      700/23   off:700
                E     300      200      150
                F     -        -        800
            """),
        }
    )


def test_loans_that_missed_their_first_payment(lender):
    """On 31 March A and B are 49 days late, C 39. D was 23 late in February."""
    asked = answer(lender, "first_payment_default", days=7)

    assert by_order(lender, asked, Cell(month="2026-01")) == {
        "default": "A B C D",
        "smallest": "A B D C",  # 500 500 700 900
        "largest": "C D A B",
        "oldest": "D A B C",  # 5, 10, 10 and 20 January
        "newest": "C A B D",
    }
    # E was due and paid; F is due on no known day
    assert ids(lender, asked, Cell(month="2026-01", with_good=True)) == "A B C D E"
    assert ids(lender, asked, Cell()) == "A B C D"


def test_loans_of_a_first_payment_are_counted_from_the_day_asked_for(lender):
    later = answer(lender, "first_payment_default", days=39)
    # C: 20 February + 39 = 31 March; one day more and it is too young to tell
    assert ids(lender, later, Cell()) == "A B C"
    assert ids(lender, answer(lender, "first_payment_default", days=40), Cell()) == (
        "A B"
    )


def test_loans_of_a_first_payment_were_disbursed_up_to_the_day_asked_for(lender):
    """D on 5 January, A and B on the 10th; C on the 20th is too late for the 10th."""
    for last_day, expected in ((10, "A B D"), (9, "D"), (20, "A B C D")):
        filters = Filters(None, "2026-01", (), last_day)
        asked = metric("first_payment_default").run(lender, filters, days=7)
        assert ids(lender, asked, Cell()) == expected


def test_a_part_without_a_value_has_rows_of_its_own(lender):
    late = answer(lender, "first_payment_default", days=7, by="partner")
    book = answer(lender, "delinquency", by="partner")
    cohort = answer(lender, "vintage", by="partner", measure="ever", dpd=30)

    assert ids(lender, late, Cell(by="", with_good=True)) == "E"
    assert ids(lender, late, Cell(by="south", with_good=True)) == "D"
    assert ids(lender, book, Cell(by="", as_of=lender.as_of)) == "E"
    assert ids(lender, cohort, Cell(by="", mob=1, with_good=True)) == "E"
    assert ids(lender, cohort, Cell(by="north", mob=1, with_good=True)) == "C A B"


def test_loans_at_a_month_end(lender):
    """31 March: A and B owe 500, C 900, E 150, F 800; D is charged off and gone."""
    asked = answer(lender, "delinquency")

    assert by_order(lender, asked, Cell(as_of=lender.as_of)) == {
        "default": "C F A B E",
        "largest": "C F A B E",
        "smallest": "E A B F C",
        "oldest": "A B C E F",  # 10, 10, 20, 30 January, 2 March
        "newest": "F E C A B",
    }
    # Without a month-end, all of them: the largest balance first, then the oldest
    assert ids(lender, asked, Cell()) == "C C C F D D A B A B A B E E E"
    whole = rows_behind(lender, asked, Cell())
    assert (whole.total, whole.counted) == (15, 15)  # months, not loans
    assert [f"{day:%m}" for day in whole.frame["as_of"]][:3] == ["01", "02", "03"]
    assert ids(lender, asked, Cell(as_of=lender.as_of, bucket="0")) == "F E"
    found = rows_behind(lender, asked, Cell(as_of=lender.as_of, bucket="31-60"))
    assert (found.total, found.counted, found.amount) == (3, 3, 500 + 500 + 900)
    assert set(found.frame["bucket"]) == {"31-60"}


def test_loans_that_have_left_are_behind_no_balance(opened):
    """P is paid off and L charged off; A alone is still owed."""
    book = opened(
        {
            "loans": loans("""
                loan_id  disbursed_on
                A        2026-01-05
                L        2026-01-05
                P        2026-01-05
            """),
            "performance": histories("""
                loan  2026-01
                A     1000
                L     off:900
                P     paid
            """),
        }
    )
    assert ids(book, answer(book, "delinquency"), Cell()) == "A"


def test_loans_that_moved_between_two_month_ends(lender):
    """From February to March A, B and C went from 1-30 to 31-60; D was charged off."""
    asked = answer(lender, "roll_rates", first="2026-03", last="2026-03")

    moved = rows_behind(lender, asked, Cell(bucket="1-30", to_bucket="31-60"))
    assert list(moved.frame["loan_id"]) == ["C", "A", "B"]
    assert set(moved.frame["next_bucket"]) == {"31-60"}
    assert {str(day)[:10] for day in moved.frame["as_of"]} == {"2026-02-28"}
    gone = rows_behind(lender, asked, Cell(bucket="1-30", to_bucket="charged_off"))
    assert list(gone.frame["loan_id"]) == ["D"]
    assert gone.amount == 700
    earlier = answer(lender, "roll_rates", first="2026-02", last="2026-02")
    assert ids(lender, earlier, Cell(bucket="0", to_bucket="1-30")) == "C D A B"


def test_late_loans_of_the_portfolio(lender):
    asked = answer(lender, "portfolio")
    assert ids(lender, asked, Cell(as_of=lender.as_of, counted="par30")) == "C A B"
    assert ids(lender, asked, Cell(as_of=lender.as_of, counted="par60")) == ""


def test_loans_of_a_cell_of_the_triangle(lender):
    """At MOB 2, seen from January: A, B and C were 30 days late, D was charged off."""
    asked = answer(lender, "vintage", measure="ever", dpd=30)
    cell = Cell(cohort="2026-01", mob=2)

    assert by_order(lender, asked, cell) == {
        "default": "C A B D",  # all count 1; the newest first
        "largest": "C D A B",
        "smallest": "A B D C",
        "oldest": "D A B C",
        "newest": "C A B D",
    }
    whole = rows_behind(lender, asked, Cell(cohort="2026-01", mob=2, with_good=True))
    assert list(whole.frame["loan_id"]) == ["C", "A", "B", "D", "E"]
    assert list(whole.frame["bad"]) == [1, 1, 1, 1, 0]
    money = answer(lender, "vintage", measure="ever", dpd=30, basis="balance")
    found = rows_behind(lender, money, cell)
    assert list(found.frame["loan_id"]) == ["C", "D", "A", "B"]  # 900 700 500 500
    assert found.amount == 900 + 700 + 500 + 500
    every = rows_behind(lender, money, Cell(cohort="2026-01", mob=2, with_good=True))
    assert list(every.frame["bad"]) == [900, 700, 500, 500, 0]
    assert every.amount == 900 + 700 + 500 + 500 + 0
    nobody = rows_behind(lender, money, Cell(cohort="2026-01", mob=0, with_good=True))
    assert (nobody.counted, nobody.amount) == (5, 0)
    point = answer(lender, "vintage", measure="point", dpd=1)
    late = rows_behind(lender, point, cell).frame  # in February and in March: once
    assert dict(zip(late["loan_id"], late["bad"], strict=True)) == dict.fromkeys(
        "ABCD", 1
    )
    # March's loan has not reached MOB 1 yet
    assert ids(lender, asked, Cell(cohort="2026-03", mob=1, with_good=True)) == ""


def test_a_loan_and_its_months(lender):
    loan, months = loan_story(lender, "D")
    assert list(loan["loan_id"]) == ["D"]
    assert [str(day)[:10] for day in months["as_of"]] == [
        "2026-01-31",
        "2026-02-28",
        "2026-03-31",
    ]
    assert list(months["bucket"]) == ["0", "1-30", "charged_off"]
    assert list(months["balance"]) == [700, 700, 0]
    assert list(months["charged_off"]) == [0, 0, 700]


@pytest.fixture(scope="module")
def desk(shelved):
    """Five applications; A3 asks for nothing known, A4 has no campaign. A1 became two
    loans, whose files name the second first; L3 was bought."""
    return shelved(
        {
            "customers": table_of("""
                customer_id  segment
                C1           salaried
            """),
            "applications": applications("""
                application_id  campaign_id  requested_amount  started_at        submitted_at      decision  decline_reason  decided_at        disbursed_at
                A1              spring       500               2026-01-05T09:00  2026-01-05T10:00  approved  -               2026-01-06T09:00  2026-01-07T09:00
                A2              spring       900               2026-01-06T09:00  2026-01-06T10:00  declined  income          2026-01-07T09:00  -
                A3              spring       -                 2026-01-07T09:00  -                 -         -               -                 -
                A4              -            700               2026-01-08T09:00  2026-01-08T10:00  declined  -               2026-01-08T12:00  -
                A5              spring       500               2026-01-05T09:00  -                 -         -               -                 -
            """),  # noqa: E501
            "campaign_spend": table_of("""
                spend_date  channel  campaign_id  campaign_name  spend
                2026-01-01  web      spring       Spring         10
                2026-01-02  web      spring       Spring_sale    20
                2026-01-02  web      winter       Winter         0
            """),
            "loans": loans("""
                loan_id  application_id  disbursed_on  principal
                L2       A1              2026-01-08    200
                L1       A1              2026-01-07    300
                L3       -               2026-01-07    300
            """),
            "performance": histories("""
                loan  2026-01
                L1    300
                L2    200
                L3    300
            """),
        }
    )


def test_applications_in_every_order(desk):
    asked = answer(desk, "funnel")

    assert by_order(desk, asked, Cell(stage="started")) == {
        "default": "A4 A3 A2 A1 A5",
        "newest": "A4 A3 A2 A1 A5",
        "oldest": "A1 A5 A2 A3 A4",
        "largest": "A2 A4 A1 A5 A3",  # what is not known comes last
        "smallest": "A1 A5 A4 A2 A3",
    }
    assert ids(desk, asked, Cell(stage="submitted")) == "A4 A2 A1"


def test_applications_without_a_campaign(desk):
    asked = answer(desk, "funnel", by="campaign_id")
    assert ids(desk, asked, Cell(stage="started", by="")) == "A4"
    assert ids(desk, asked, Cell(stage="started", by="spring")) == "A3 A2 A1 A5"


def test_an_application_of_two_loans_is_one_row_and_counts_twice(desk):
    asked = answer(desk, "channel_roi")
    found = rows_behind(desk, asked, Cell(channel="web", counted="loans"))
    assert (list(found.frame["application_id"]), found.total) == (["A1"], 1)
    assert found.counted == 2


def test_declined_for_no_known_reason(desk):
    asked = answer(desk, "declines")
    assert ids(desk, asked, Cell()) == "A4 A2"
    assert ids(desk, asked, Cell(has_reason=True)) == "A4"
    assert ids(desk, asked, Cell(reason="income", has_reason=True)) == "A2"


def test_an_application_and_what_became_of_it(desk):
    (story,) = application_story(desk, "A1").to_dict("records")
    assert list(story["loan_ids"]) == ["L1", "L2"]
    assert story["campaign_name"] == "Spring_sale"


def test_a_page_in_the_middle(desk):
    asked = answer(desk, "funnel")
    page = rows_behind(desk, asked, Cell(stage="started"), page=1, page_rows=2)
    assert list(page.frame["application_id"]) == ["A2", "A1"]
    assert page.total == 5


@pytest.fixture(scope="module")
def months(shelved):
    """Seen on 31 May. January's application was paid out in March, February's in
    February, March's never; April's is too young for a horizon of two months."""
    return shelved(
        {
            "customers": table_of("""
                customer_id  segment
                C1           salaried
            """),
            "applications": applications("""
                application_id  product  started_at        submitted_at      decision  decided_at        disbursed_at
                A1              car      2026-01-05T09:00  2026-01-05T10:00  approved  2026-01-06T09:00  2026-03-07T09:00
                A2              cash     2026-02-05T09:00  2026-02-05T10:00  approved  2026-02-06T09:00  2026-02-07T09:00
                A3              cash     2026-03-05T09:00  2026-03-05T10:00  declined  2026-03-06T09:00  -
                A4              cash     2026-04-05T09:00  2026-04-05T10:00  declined  2026-04-06T09:00  -
            """),  # noqa: E501
            "campaign_spend": table_of("""
                spend_date  channel  campaign_id  spend
                2026-02-01  web      spring       10
            """),
            "loans": loans("""
                loan_id  application_id  product  disbursed_on
                L1       A1              car      2026-03-07
                L2       A2              cash     2026-02-07
            """),
            "performance": histories("""
                loan  2026-02  2026-03  2026-04  2026-05
                L1    -        1000     900      800
                L2    1000     900      800      700
            """),
        }
    )


@pytest.mark.parametrize(
    ("horizon", "counted"),
    [
        (0, "A4 A3 A2 A1"),
        (1, "A4 A3 A2 A1"),  # 30 April + 1 = 31 May
        (2, "A3 A2 A1"),  # L1: 31 March + 2 = 31 May
        (3, "A2"),  # L1 is too young, and with it its month of applications
        (4, ""),
    ],
)
def test_months_old_enough_for_a_horizon(months, horizon, counted):
    asked = answer(months, "channel_roi", horizon=horizon)
    cell = Cell(channel="web", counted="applications")
    assert ids(months, asked, cell) == counted
    left_out = 4 - len(counted.split())
    notes = [note for note in asked.notes if note.code == "excluded_months"]
    assert [note.values["n"] for note in notes] == [left_out] * bool(left_out)


@pytest.mark.parametrize(
    ("month", "product", "horizon", "excluded"),
    [
        ("2026-04", "car", 1, 0),  # 30 April + 1 = 31 May
        ("2026-04", "car", 2, 1),
        ("2026-01", "cash", 2, 0),  # the month's last loan: 31 March + 2 = 31 May
        ("2026-01", "cash", 3, 1),
        ("2026-03", "car", 2, 0),  # nobody was paid out: 31 March + 2 = 31 May
        ("2026-03", "car", 3, 1),
    ],
)
def test_months_left_out_are_told_where_no_application_is_chosen(
    months, month, product, horizon, excluded
):
    where = {"product": product}
    asked = answer(
        months, "channel_roi", first=month, last=month, where=where, horizon=horizon
    )
    assert asked.frame.empty
    told = [note.values["n"] for note in asked.notes if note.code == "excluded_months"]
    assert told == [excluded] * bool(excluded)

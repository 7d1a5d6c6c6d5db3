"""The triangle and the matrix: blank is blank, order is given, size stands beside."""

import pandas as pd

from charts.matrix import matrix
from charts.quantity import Quantity
from charts.triangle import triangle

RATE = Quantity("rate", "rate", "Ever 30+")
LOANS = Quantity("loans", "count", "Loans")
BAD = Quantity("bad", "count", "Bad")
TRIANGLE = pd.DataFrame(
    [
        ("2026-Q1", 0, 300, 0, 0.00, True),
        ("2026-Q1", 1, 300, 6, 0.02, True),
        ("2026-Q1", 2, 200, 8, 0.04, False),
        ("2026-Q2", 0, 250, 0, 0.00, True),
        ("2026-Q2", 1, 250, 5, None, True),
    ],
    columns=["cohort", "mob", "loans", "bad", "rate", "complete"],
)


def test_unknown_cells_are_blank_and_a_known_zero_is_zero(t, look):
    cells, _ = triangle(TRIANGLE, t, look, value=RATE, size=LOANS).data
    assert [list(row) for row in cells.text] == [
        ["0.0%", "2.0%", "4.0%"],
        ["0.0%", "", ""],
    ]
    assert list(cells.z[1]) == [0.0, None, None]


def test_incomplete_cells_are_paler_and_say_why(t, look):
    cells, targets = triangle(TRIANGLE, t, look, value=RATE, size=LOANS).data
    complete, _, incomplete, _ = targets.text
    assert t("charts.incomplete_cohort") in incomplete
    assert t("charts.incomplete_cohort") not in complete
    # 2 % of at most 4 % is half way up the full scale; 4 % is the top of the pale one
    assert list(cells.z[0]) == [0.0, 0.5, 3.0]
    assert (cells.zmin, cells.zmax) == (0.0, 3.0)
    scale = dict(cells.colorscale)
    assert scale[1 / 3] == look.heat[-1]
    assert scale[1.0] == look.faded(look.heat[-1], 0.5)


def test_many_ages_drop_the_sign_so_that_the_figures_stay_legible(en, look):
    wide = pd.DataFrame(
        [("2026-01", mob, 10, 1, 0.1, True) for mob in range(20)],
        columns=TRIANGLE.columns,
    )
    cells, _ = triangle(wide, en, look, value=RATE, size=LOANS).data
    assert set(cells.text[0]) == {"10.0"}


def test_rows_run_down_in_the_frames_order_with_their_size_beside(en, look):
    figure = triangle(
        TRIANGLE, en, look, value=RATE, size=LOANS, behind=(BAD, LOANS), names=en.cohort
    )
    first, second = figure.layout.yaxis.ticktext
    assert first.startswith("Q1 2026") and "n 300" in first
    assert second.startswith("Q2 2026") and "n 250" in second
    assert figure.layout.yaxis.autorange == "reversed"
    assert figure.data[1].text[1] == (
        "<b>Q1 2026 · MOB 1</b><br>Ever 30+: 2.0%<br>Bad: 6<br>Loans: 300"
    )


def test_an_age_nobody_has_stays_an_empty_column(en, look):
    gap = TRIANGLE[TRIANGLE["mob"] != 1]
    figure = triangle(gap, en, look, value=RATE, size=LOANS)
    assert list(figure.data[0].x) == [0, 1, 2]
    assert [row[1] for row in figure.data[0].z] == [None, None]


MATRIX = pd.DataFrame(
    [
        ("0", "0", 90, 0.9),
        ("0", "1-30", 10, 0.1),
        ("1-30", "0", 4, 0.25),
        ("1-30", "charged_off", 12, 0.75),
    ],
    columns=["from_bucket", "to_bucket", "loans", "rate"],
)


def test_the_matrix_keeps_the_order_given_and_leaves_what_never_happened_blank(t, look):
    figure = matrix(
        MATRIX,
        t,
        look,
        value=RATE,
        rows=["0", "1-30"],
        columns=["0", "1-30", "charged_off"],
        sizes={"0": 100, "1-30": 16},
        size=LOANS,
        behind=(Quantity("loans", "count", "Moved"),),
    )
    cells, targets = figure.data
    assert [list(row) for row in cells.text] == [
        ["90.0%", "10.0%", ""],
        ["25.0%", "", "75.0%"],
    ]
    assert cells.z[0][2] is None and cells.z[1][1] is None
    assert targets.text[3].endswith("Moved: 12<br>Loans: 16")
    assert [list(point) for point in targets.customdata] == [
        [at, "rate", None] for at in range(4)
    ]
    assert list(zip(targets.x, targets.y, strict=True))[3] == (2, 1)
    assert list(figure.layout.xaxis.ticktext) == ["0", "1-30", "charged_off"]
    assert "n 100" in figure.layout.yaxis.ticktext[0]


def test_each_direction_has_its_own_stretch_of_the_scale(en, look):
    frame = pd.DataFrame(
        [
            ("1-30", "0", 4, 0.25),  # better: the square root of a quarter, from 0
            ("1-30", "1-30", 4, 0.25),  # the same: from 2
            ("1-30", "charged_off", 4, 0.25),  # worse: from 4
            ("1-30", "paid_off", 4, 0.25),  # out of the book, but well
        ],
        columns=MATRIX.columns,
    )
    columns = ["0", "1-30", "paid_off", "charged_off"]
    cells, _ = matrix(
        frame,
        en,
        look,
        value=RATE,
        rows=["1-30"],
        columns=columns,
        sizes={},
        size=LOANS,
        better=("paid_off",),
        headings={"0": "M0"},
    ).data
    assert list(cells.z[0]) == [0.5, 2.5, 0.5, 4.5]
    scale = dict(cells.colorscale)
    assert (scale[0.2], scale[1.0]) == (look.good, look.bad)
    assert scale[0.6] == look.faded(look.neutral, 0.4)

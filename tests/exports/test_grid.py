"""A heatmap's numbers, laid out as on the screen; or no grid at all."""

from dataclasses import replace

from exports.grid import grid
from tests.exports.reports import TRIANGLE, figure


def test_a_triangle_is_laid_out_with_its_numbers_and_its_blank_corner():
    shown = figure("triangle")
    found = grid(shown, shown.chart(), "en")

    assert found.rows == ("Jan 2026 n 1,000", "Feb 2026 n 2,000", "Mar 2026 n 3,000")
    assert found.columns == (0, 1, 2)
    known = TRIANGLE.set_index(["cohort", "mob"])["rate"].to_dict()
    assert found.values == tuple(
        tuple(known.get((cohort, mob)) for mob in found.columns)
        for cohort in ("2026-01", "2026-02", "2026-03")
    )


def test_rows_that_the_table_calls_otherwise_are_taken_in_the_frames_order():
    shown = figure("triangle")
    other = replace(shown, writers={})

    assert grid(other, shown.chart(), "en") == grid(shown, shown.draw(), "en")


def test_numbers_that_are_not_those_of_the_heatmap_make_no_grid():
    shown = figure("triangle")
    other = replace(shown, frame=TRIANGLE.assign(rate=TRIANGLE["rate"] + 0.1))

    assert grid(other, shown.chart(), "en") is None


def test_other_shapes_have_no_grid():
    shown = figure("lines")

    assert grid(shown, shown.chart(), "en") is None

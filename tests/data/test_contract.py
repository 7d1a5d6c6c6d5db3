"""The contract as code asks it: columns by name, and what a table may lack."""

import pytest

from data.contract import TABLES


def test_a_column_is_found_by_its_name_and_an_unknown_one_is_named():
    loans = TABLES["loans"]
    assert loans.column("principal").name == "principal"
    assert loans.column("principal").type == "money"
    with pytest.raises(KeyError, match="interest_on_interest"):
        loans.column("interest_on_interest")


def test_a_month_of_a_loan_may_lack_what_was_written_off_and_recovered():
    performance = TABLES["performance"]
    optional = {c.name for c in performance.columns if c.optional}
    assert optional == {"charged_off", "recovered"}
    assert performance.required_columns == tuple(
        c.name for c in performance.columns if c.name not in optional
    )


def test_an_optional_column_may_be_blank_and_keeps_its_type_meaning_and_rules():
    mode = TABLES["applications"].column("decision_mode")
    assert (mode.nullable, mode.optional) == (True, True)
    assert (mode.type, mode.meaning) == ("code", "who decided")
    assert mode.allowed == ("auto", "manual")
    assert mode.stored_type == "VARCHAR"

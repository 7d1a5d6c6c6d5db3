"""What a reader chooses by mouse ends in the URL, and stays through what follows."""

from playwright.sync_api import expect

from texts import words

EN, ZH = words("en"), words("zh")

CHOSEN = {"lang": ["en"], "product": ["credit_loan"], "p": ["6m"]}


def choose_product(reader, name: str) -> None:
    """Picks a product in its popover, and leaves that open."""
    reader.keyed("filter_product_").get_by_role("button").first.click()
    reader.page.get_by_role("combobox", name=EN.dimension("product")).click()
    reader.page.get_by_role("option", name=name, exact=True).click()


def choose_period(reader, code: str) -> None:
    """Picks a preset in the period's popover, and leaves that open."""
    reader.keyed("filter_period_").get_by_role("button").first.click()
    label = EN(f"frame.period.{code}")
    reader.page.get_by_role("radio", name=label, exact=True).click()


def close(reader) -> None:
    """Closes what is open over the page: first the list, then the popover."""
    while reader.page.locator("[role=listbox], [role=dialog]").count():
        reader.page.keyboard.press("Escape")
        reader.page.wait_for_timeout(100)


def choose(reader) -> None:
    choose_product(reader, "Credit loan")
    reader.await_query(product=["credit_loan"])
    close(reader)
    choose_period(reader, "6m")
    reader.await_query(**CHOSEN)
    close(reader)


def test_choices_by_mouse_survive_a_reload_other_pages_and_the_other_language(
    address, opened
):
    reader = opened(address).open(lang="en")
    choose(reader)
    reader.must_show("May 2026 to Oct 2026")
    reader.must_show("Product: Credit loan")
    assert reader.query == CHOSEN

    reader.page.reload()
    reader.settle()
    assert reader.query == CHOSEN
    reader.must_show("Product: Credit loan")

    for page in ("funnel", "vintage", "data", "delinquency"):
        reader.follow(EN(f"{page}.title"))
        assert (reader.path, reader.query) == (page, CHOSEN)
        if page != "data":
            reader.must_show("Product: Credit loan")

    in_chinese = CHOSEN | {"lang": ["zh"]}
    reader.keyed("w_lang").get_by_text("中文", exact=True).click()
    reader.await_query(**in_chinese)
    heading = reader.page.get_by_role("heading", level=1)
    expect(heading).to_have_text(ZH("delinquency.title"))
    reader.must_show("产品：信用贷款")
    reader.follow(ZH("funnel.title"))
    reader.must_show("产品：信用贷款")
    assert reader.query == in_chinese
    reader.must_be_sound()


def test_back_takes_the_last_choice_off_and_forward_puts_it_on_again(address, opened):
    reader = opened(address).open("data", lang="en").follow(EN("funnel.title"))
    choose(reader)

    reader.page.go_back()
    reader.await_query(product=["credit_loan"], p=None)
    reader.must_show("Nov 2025 to Oct 2026")
    reader.must_show("Product: Credit loan")
    reader.page.go_back()
    reader.await_query(product=None, p=None)
    expect(reader.main).not_to_contain_text("Product: Credit loan")
    reader.page.go_forward()
    reader.await_query(product=["credit_loan"], p=None)
    reader.must_show("Product: Credit loan")
    reader.must_be_sound()


def test_a_second_value_is_kept_beside_the_first(address, opened):
    reader = opened(address).open("funnel", lang="en", product="credit_loan")
    choose_product(reader, "Car loan")
    reader.await_query(product=["credit_loan", "car_loan"])
    close(reader)

    reader.must_show("Product: Car loan, Credit loan")


def test_reset_takes_every_filter_off_and_keeps_the_language(address, opened):
    reader = opened(address).open("funnel", lang="en", product="credit_loan", p="6m")
    reader.keyed("filter_reset").get_by_role("button").click()
    reader.await_query(lang=["en"], product=None, p=None)

    reader.must_show("Nov 2025 to Oct 2026")
    expect(reader.main).not_to_contain_text("Product: Credit loan")
    assert reader.query == {"lang": ["en"]}


def test_back_and_forward_between_pages_keep_the_filters(address, opened):
    reader = opened(address).open("vintage", lang="en", product="credit_loan")
    reader.follow(EN("funnel.title"))
    heading = reader.page.get_by_role("heading", level=1)

    for step, page in (
        (reader.page.go_back, "vintage"),
        (reader.page.go_forward, "funnel"),
    ):
        step()
        expect(heading).to_have_text(EN(f"{page}.title"))
        reader.settle()
        assert (reader.path, reader.query["product"]) == (page, ["credit_loan"])
        reader.must_show("Product: Credit loan")
    reader.must_be_sound()


def test_a_reader_does_not_see_what_another_one_chose(address, opened):
    one = opened(address).open("funnel", lang="en", product="credit_loan")
    other = opened(address).open("funnel", lang="en")

    one.must_show("Product: Credit loan")
    other.must_show("Nov 2025 to Oct 2026")
    expect(other.main).not_to_contain_text("Product: Credit loan")


def test_a_pages_own_choice_is_there_when_the_reader_comes_back(address, opened):
    reader = opened(address).open("vintage", lang="en")
    reader.keyed("w_vintage_dpd_").get_by_text("60+", exact=True).click()
    reader.await_query(dpd=["60"])

    reader.follow(EN("funnel.title"))
    assert "dpd" not in reader.query
    reader.follow(EN("vintage.title"))
    assert reader.query["dpd"] == ["60"]
    reader.must_be_sound()

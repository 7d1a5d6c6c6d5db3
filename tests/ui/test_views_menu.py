"""The menu of saved views, and where a role begins, on the whole dashboard."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.drawing import PATIENCE_SECONDS, words_on
from texts import LANGUAGES, words
from ui import saved, views_menu
from ui.saved import ROLES, SavedViews

APP = Path(__file__).parents[2] / "app.py"
EN = words("en")


@pytest.fixture(autouse=True)
def views(sample_store, tmp_path, monkeypatch) -> SavedViews:
    """The views of a deployment of the test's own."""
    monkeypatch.setenv("LOAN_DASHBOARD_STORE", str(sample_store))
    monkeypatch.setenv(saved.VIEWS_VARIABLE, str(tmp_path / "views.sqlite"))
    return saved.of_deployment()


def opened(**query) -> AppTest:
    test = AppTest.from_file(str(APP), default_timeout=PATIENCE_SECONDS)
    for key, value in query.items():
        test.query_params[key] = value
    return test.run()


def widget(kind, start: str):
    """The widget whose key begins so."""
    found = [w for w in kind if w.key and w.key.startswith(start)]
    assert len(found) == 1, [w.key for w in kind]
    return found[0]


def links(test: AppTest) -> dict[str, str]:
    """The links of the popover: label and query string."""
    return {
        link.proto.label: link.proto.query_string
        for link in test.get("page_link")
        if link.proto.query_string or link.proto.label in map(_role, ROLES)
    }


def _role(role: str) -> str:
    return EN(f"views.role.{role}")


def test_what_is_shown_is_saved_with_its_codes_and_without_its_language(views):
    test = opened(p="6m", lang="en")
    widget(test.text_input, "w_views_new_").set_value("Half a year")
    test.button(key="views_save").click().run()

    (view,) = views.all()
    assert (view.name, view.page, view.query) == (
        "Half a year",
        "overview",
        {"p": ("6m",)},
    )
    assert EN("views.said.saved") in test.success[0].value
    assert "Half a year" in links(test)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_view_opens_in_its_readers_language(views, lang):
    views.add("Half a year", "funnel", {"p": ("6m",), "product": ("a", "b")})
    label = links(opened(lang=lang))["Half a year"]

    assert label == f"lang={lang}&p=6m&product=a&product=b"


def test_a_name_is_never_markdown(views):
    views.add("**b** <script>x</script> $1$ :red[x]", "funnel", {"p": ("6m",)})

    (label,) = (name for name in links(opened()) if "script" in name)
    assert label.replace("\\", "") == "**b** <script>x</script> $1$ :red[x]"
    for special in ("\\*\\*b", "\\<script\\>", "\\$1\\$", "\\:red\\[x\\]"):
        assert special in label


def test_a_name_that_is_taken_is_refused_in_words(views):
    views.add("Mine", "funnel", {})
    test = opened()
    widget(test.text_input, "w_views_new_").set_value(" MINE ")
    test.button(key="views_save").click().run()

    assert [line.value for line in test.warning] == [EN("views.error.taken")]
    assert len(views.all()) == 1
    assert not test.exception


def test_a_view_is_renamed_replaced_given_to_a_role_and_deleted(views):
    views.add("Mine", "funnel", {"p": ("6m",)})
    (view,) = views.all()
    test = opened(p="3m")
    widget(test.text_input, f"w_views_name_{view.id}_").set_value("Ours")
    test.button(key="views_rename").click().run()
    assert views.all()[0].name == "Ours"
    widget(test.selectbox, f"w_views_role_{view.id}_").set_value("risk").run()
    assert views.default_of("risk").name == "Ours"
    test.button(key="views_replace").click().run()
    assert (views.all()[0].page, views.all()[0].query) == ("overview", {"p": ("3m",)})

    test.button(key="views_delete").click().run()
    test.button(key="views_keep").click().run()
    assert len(views.all()) == 1
    test.button(key="views_delete").click().run()
    test.button(key="views_delete_do").click().run()
    assert views.all() == []
    assert EN("views.none") in words_on(test)


def test_a_file_that_cannot_be_read_leaves_the_dashboard_whole(views):
    views.path.write_bytes(b"nothing of ours" * 500)
    test = opened(p="6m")

    assert [line.value for line in test.warning] == [EN("views.error.unusable")]
    assert test.title[0].value == "Overview" and test.metric
    assert set(links(test)) >= set(map(_role, ROLES))
    assert not test.exception and not test.error


def test_a_view_of_a_page_that_is_gone_is_said_and_is_no_link(views):
    views.add("Old", "no_such_page", {"p": ("6m",)})
    views.set_default(views.all()[0].id, "risk")
    test = opened()

    assert EN("views.no_page", name="Old") in words_on(test)
    assert "Old" not in links(test)
    assert (
        views_menu.start_of("risk", views.all(), {"vintage": 1})
        == (views_menu.BUILT_IN["risk"])
    )


def test_a_role_begins_with_its_own_view_or_the_built_in_one(views):
    views.add("Mine", "funnel", {"p": ("6m",)})
    views.set_default(views.all()[0].id, "risk")

    assert links(opened())[_role("risk")] == "p=6m"
    assert links(opened())[_role("marketing")] == "horizon=6"
    assert links(opened())[_role("manager")] == ""


@pytest.mark.parametrize("role", ["risk", "boss", "<b>"])
def test_beside_other_choices_a_role_only_leaves_the_address(role):
    test = opened(role=role, p="6m")

    assert test.title[0].value == "Overview"
    assert "May 2026 to Oct 2026" in words_on(test)
    assert "role" not in test.query_params
    assert not test.exception


def test_every_built_in_page_is_in_the_menu():
    from app import PAGES

    assert {page for page, _ in views_menu.BUILT_IN.values()} <= {p.name for p in PAGES}
    assert tuple(views_menu.BUILT_IN) == ROLES

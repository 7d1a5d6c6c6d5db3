"""What the reader has chosen, and the keys of the widgets that show it."""

import pytest

from ui import state


@pytest.fixture
def session(monkeypatch):
    session = {}
    monkeypatch.setattr(state.st, "session_state", session)
    return session


def test_a_choice_from_outside_makes_new_widgets_and_their_number_has_a_bound(session):
    """Streamlit never forgets a key: without a bound a session grows with each link."""
    keys = []
    for _ in range(100):
        keys.append(state.widget_key("p", "en"))
        state.revise()

    assert all(key != after for key, after in zip(keys, keys[1:], strict=False))
    assert len(set(keys)) == 16
    # a key comes back only after all others: a browser has forgotten it by then
    assert len(set(keys[:16])) == 16

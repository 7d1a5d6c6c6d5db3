"""Which language a reader gets, and the switch between the two.

The link decides. A link without a language is read in English, or in Chinese by a
browser that asks for Chinese: the figures are the same either way.
"""

import streamlit as st

from texts import DEFAULT_LANGUAGE, LANGUAGES
from ui import state


def chosen() -> str:
    """The language of the URL; without one, Chinese for a Chinese browser."""
    codes, _ = state.read_valid("lang", tuple(LANGUAGES))
    if codes:
        return codes[0]
    locale = st.context.locale or ""
    return "zh" if locale.lower().startswith("zh") else DEFAULT_LANGUAGE


def draw(lang: str) -> None:
    """The switch; each language is called by its own name."""
    st.session_state["w_lang"] = lang
    st.segmented_control(
        "Language · 语言",
        tuple(LANGUAGES),
        key="w_lang",
        format_func=LANGUAGES.get,
        required=True,
        label_visibility="collapsed",
        on_change=_take,
        width="stretch",
    )
    _declare(lang)


def _declare(lang: str) -> None:
    """Tells the browser which language the page is in: to read it out, to break lines.

    Streamlit calls every page English. Each script is a constant, with nothing in it
    that anybody could have written.
    """
    if lang == "zh":
        st.html(
            "<script>document.documentElement.lang='zh-CN'</script>",
            unsafe_allow_javascript=True,
        )
    else:
        st.html(
            "<script>document.documentElement.lang='en'</script>",
            unsafe_allow_javascript=True,
        )


def _take() -> None:
    state.write(lang=(st.session_state["w_lang"],))

"""Text that is not ours, inside text that Streamlit reads as Markdown.

A lender's code may hold an asterisk, and two amounts in dollars on one line would
turn into a formula.
"""

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+!|$~:^=-])")


def plain(text: str) -> str:
    """The text with every character escaped that Markdown would take for its own."""
    return _SPECIAL.sub(r"\\\1", text)

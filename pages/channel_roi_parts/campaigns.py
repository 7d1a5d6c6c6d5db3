"""The campaigns of one channel."""

from metrics import Answer
from pages.channel_roi_parts.part import column
from pages.channel_roi_parts.ranking import SHOWN, bars
from texts import UNALLOCATED
from ui import comparison, roi_figures
from ui.view import View


def draw(view: View, answer: Answer, measure: str) -> None:
    """The campaigns of one channel, by the measure that ranks the channels."""
    t = view.t
    rows = roi_figures.ranked(answer.frame, measure).fillna({"campaign": ""})
    rows.loc[rows["channel"] == UNALLOCATED, "campaign"] = UNALLOCATED
    title = t("channel_roi.campaigns.alt")

    def names(code: str) -> str:
        return view.name("campaign_id", code) if code else t("channel_roi.no_campaign")

    bars(view, answer, rows, measure, "campaign", names, key="campaigns", alt=title)
    columns = [column(view, name) for name in SHOWN]
    named = {"names": names, "alt": title, "answer": answer}
    comparison.table(view, rows, "campaign", columns, key="campaign_rows", **named)

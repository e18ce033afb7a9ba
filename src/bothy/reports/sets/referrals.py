"""Referrals from offered to engaged, and where they stand: nothing that nobody knows is counted as a failure."""

from bothy.reports.sets.layout import Layout, ReportSet

_BY_NOW = "Referrals offered in the period, as far as they have come by now: a month goes on changing while people move on."

REFERRALS = ReportSet(
    name="referrals",
    title="Referrals, from offer to outcome",
    audience="The services that people are referred to, and whoever pays for them.",
    layouts=(
        Layout(
            name="funnel",
            title="How far they came, by month of the offer",
            indicators=("referrals_offered", "referrals_accepted", "referrals_made", "referrals_attended", "referrals_engaged"),
            chart="bars",
            notes=(_BY_NOW,),
        ),
        Layout(
            name="shares",
            title="Shares of those offered, by month of the offer",
            indicators=("share_accepted", "share_made", "share_attended", "share_engaged", "share_not_known"),
            chart="rate",
            notes=(_BY_NOW,),
        ),
        Layout(name="standing", title="Where they stand", indicators=("referrals_offered",), rows="groups", by="ending", chart="bars"),
        Layout(
            name="where_to",
            title="By where to",
            indicators=("referrals_offered", "referrals_attended", "referrals_engaged", "referrals_not_known"),
            rows="groups",
            by="referral_to",
            chart="bars",
        ),
        Layout(name="treatment", title="Drug treatment", indicators=("treatment_offered", "treatment_engaged", "share_treatment_engaged", "people_referred"), rows="groups"),
    ),
)  # fmt: skip

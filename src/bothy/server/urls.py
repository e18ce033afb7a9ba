"""Every address that Django answers. The floor's own (commands, stream) stand ahead of it in `asgi`."""

from django.urls import include, path

from bothy.server import pages
from bothy.server.office import (
    devices,
    emergencies,
    emergency,
    export,
    gap,
    home,
    journal,
    network,
    paper,
    paper_sheet,
    referrals,
    rules,
    sign,
    staff,
)

urlpatterns = [
    path("", pages.front, name="front"),
    path("found", pages.found, name="found"),
    path("floor/", pages.floor, name="floor"),
    path("floor/", include("bothy.people.urls")),
    path("floor/", include("bothy.floor.urls")),
    path("sign-in", sign.sign_in, name="sign-in"),
    path("sign-out", sign.sign_out, name="sign-out"),
    path("office/", home.office, name="office"),
    path("office/devices", devices.listing, name="devices"),
    path("office/devices/code", devices.code, name="device-code"),
    path("office/devices/this", devices.this_browser, name="device-this"),
    path("office/devices/<uuid:id>/revoke", devices.revoke, name="device-revoke"),
    path("office/network", network.page, name="network"),
    path("office/network/enrol.svg", network.enrol_code, name="network-enrol-code"),
    path("office/network/bothy.crt", network.authority_file, name="network-authority"),
    path("office/paper", paper.page, name="paper"),
    path("office/paper/print", paper.print_sheets, name="paper-print"),
    path("office/paper/print-again", paper.print_again, name="paper-print-again"),
    path("office/paper/unused", paper.unused, name="paper-unused"),
    path("office/paper/<slug:id>", paper_sheet.sheet, name="paper-sheet"),
    path("office/staff", staff.listing, name="staff"),
    path("office/staff/add", staff.add, name="staff-add"),
    path("office/staff/<uuid:id>", staff.one, name="staff-one"),
    path("office/rules", rules.in_force, name="rules"),
    path("office/emergencies", emergencies.listing, name="emergencies"),
    path("office/emergencies/<uuid:id>", emergency.one, name="emergency"),
    path("office/emergencies/<uuid:id>/record.pdf", emergency.pdf, name="emergency-pdf"),
    path("office/emergencies/<uuid:id>/chart-<str:theme>.svg", emergency.chart, name="emergency-chart"),
    path("office/emergencies/<uuid:id>/replay", emergency.replay, name="emergency-replay"),
    path("office/duties", emergencies.due_listing, name="duties"),
    path("office/referrals", referrals.worklist, name="worklist"),
    path("office/export", export.page, name="export"),
    path("office/export/facts", export.facts_file, name="export-facts"),
    path("office/export/codebook.<slug:form>", export.codebook_file, name="export-codebook"),
    path("office/gap", gap.page, name="gap"),
    path("office/gap/go-on", gap.go_on, name="gap-go-on"),
    path("journal/", journal.page, name="journal"),
    path("journal/checkpoint", journal.checkpoint, name="journal-checkpoint"),
    path("journal/checkpoint/<int:number>.json", journal.checkpoint_file, name="journal-checkpoint-file"),
    path("journal/verify", journal.verify, name="journal-verify"),
    path("journal/verify/state", journal.verify_state, name="journal-verify-state"),
    path("reports/", include("bothy.reports.urls")),
    path("demo/", include("bothy.demo.urls")),
]

handler403 = pages.refused
handler404 = pages.not_found
handler500 = pages.broken

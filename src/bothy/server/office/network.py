"""How tablets reach this Bothy: the address, the authority's fingerprint, and where a new tablet is set up."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bothy.server.access import OFFICE, needs
from bothy.server.running import running
from bothy.server.tls.authority import fingerprint_lines
from bothy.server.tls.codes import SVG, qr_svg


@needs(*OFFICE)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    network = running.network
    facts = {
        "network": network,
        "fingerprint": fingerprint_lines(network.fingerprint) if network is not None else (),
        "behind_proxy": network is None and request.is_secure(),
    }
    return render(request, "office/network.html", facts)


@needs(*OFFICE)
@require_GET
def enrol_code(request: HttpRequest) -> HttpResponse:
    """The way to the page that sets tablets up, as a QR code."""
    if running.network is None or not running.network.enrol:
        raise Http404
    return HttpResponse(qr_svg(running.network.enrol), content_type=SVG)


@needs(*OFFICE)
@require_GET
def authority_file(request: HttpRequest) -> HttpResponse:
    """The authority as tablets load it, for a stick or a mail."""
    if running.network is None:
        raise Http404
    response = HttpResponse(running.network.authority, content_type="application/x-x509-ca-cert")
    response["Content-Disposition"] = 'attachment; filename="bothy.crt"'
    return response

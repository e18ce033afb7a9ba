"""Deny by default: every address names who may use it, and nobody else may."""

from collections.abc import Callable, Iterator
from typing import Any, get_args
from uuid import uuid4

import pytest

from bothy.care.vocabulary import Role

ROLES = get_args(Role)


def every_view() -> Iterator[tuple[str, object, tuple[str, ...]]]:
    from django.urls import get_resolver
    from django.urls.resolvers import URLPattern, URLResolver

    def walk(
        resolver: URLResolver, prefix: str, rooms: tuple[str, ...]
    ) -> Iterator[tuple[str, object, tuple[str, ...]]]:
        for one in resolver.url_patterns:
            if isinstance(one, URLPattern):
                yield prefix + str(one.pattern), one.callback, rooms
            else:
                inside = (*rooms, one.namespace) if one.namespace else rooms
                yield from walk(one, prefix + str(one.pattern), inside)

    yield from walk(get_resolver(), "/", ())


def test_every_view_names_who_may_use_it(facility: Any) -> None:
    from bothy.server.access import access_of

    views = list(every_view())
    unnamed = [path for path, view, rooms in views if access_of(view, rooms) is None]
    assert unnamed == []
    for path, view, rooms in views:
        access = access_of(view, rooms)
        assert access in ("public", "device") or (access and set(access) <= set(ROLES)), path
    assert len(views) > 25


def test_only_these_addresses_are_open_to_anyone(facility: Any) -> None:
    from bothy.server.access import access_of

    public = {
        path
        for path, view, rooms in every_view()
        if access_of(view, rooms) == "public" and "demo" not in rooms
    }
    assert public == {
        "/", "/found", "/floor/", "/floor/shell.js", "/floor/enrol", "/sign-in", "/sign-in/code", "/sign-out",
    }  # fmt: skip


def test_of_allauth_there_are_only_the_second_factor_and_asking_again(facility: Any) -> None:
    """Every address of it that is not wanted is absent: signing up, e-mail, password by mail, others' accounts, trust."""
    from allauth.urls import urlpatterns
    from django.urls import NoReverseMatch, reverse
    from django.urls.resolvers import URLPattern

    def names(patterns: list[Any]) -> Iterator[str]:
        for one in patterns:
            if isinstance(one, URLPattern):
                yield one.name or str(one.pattern)
            else:
                yield from names(one.url_patterns)

    there = set()
    for name in {*names(urlpatterns), "mfa_trust", "mfa_login_webauthn", "mfa_signup_webauthn"}:
        for args in ([], [1], ["x"], ["x", "y"]):
            try:
                reverse(name, args=args)
                there.add(name)
            except NoReverseMatch:
                continue
    assert there == {
        "account_login", "account_reauthenticate", "mfa_authenticate", "mfa_index", "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn",
        "mfa_remove_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    }  # fmt: skip
    for path in ("/accounts/", "/accounts/signup/", "/accounts/login/", "/accounts/password/reset/", "/accounts/2fa/"):
        from django.test import Client

        assert Client().get(path).status_code == 404, path


def test_a_view_that_names_nobody_is_refused_to_everybody(
    office: Callable[..., Any], settings_urls: None
) -> None:
    for role in (None, *ROLES):
        assert office(role).get("/forgotten").status_code == 403


@pytest.fixture
def settings_urls() -> Iterator[None]:
    import sys
    import types

    from django.http import HttpResponse
    from django.test import override_settings
    from django.urls import include, path

    module = types.ModuleType("urls_with_a_forgotten_view")
    module.urlpatterns = [
        path("forgotten", lambda request: HttpResponse("in")),
        path("", include("bothy.server.urls")),
    ]  # type: ignore[attr-defined]
    sys.modules[module.__name__] = module
    with override_settings(ROOT_URLCONF=module.__name__):
        yield
    del sys.modules[module.__name__]


PAGES = {
    "/office/": ROLES,
    "/office/devices": ("shift_lead", "manager", "administrator"),
    "/office/network": ("shift_lead", "manager", "administrator"),
    "/office/paper": ("worker", "nurse", "shift_lead", "manager", "administrator"),
    "/office/paper/BOTHY-ACACA-W": ("worker", "nurse", "shift_lead"),
    "/office/staff": ("shift_lead", "manager", "administrator"),
    "/office/staff/add": ("manager", "administrator"),
    "/office/rules": ROLES,
    "/office/rules/propose": ("nurse", "shift_lead", "manager", "administrator"),
    "/office/legal-basis": ROLES,
    "/office/readiness": ("shift_lead", "manager", "inspector", "administrator"),
    "/office/departures": ("shift_lead", "manager", "inspector", "administrator"),
    "/office/departures.csv": ("shift_lead", "manager", "inspector", "administrator"),
    "/office/protocol?all": ("nurse", "shift_lead", "manager", "analyst", "inspector", "administrator"),
    "/office/protocol/write": ("nurse", "shift_lead", "manager", "administrator"),
    "/journal/entry/1": ("shift_lead", "manager", "inspector", "administrator"),
    "/journal/": ("shift_lead", "manager", "inspector", "administrator"),
    "/journal/verify/state": ("shift_lead", "manager", "inspector", "administrator"),
    "/office/inspection": ("shift_lead", "manager", "inspector", "administrator"),
    "/office/emergencies": ("nurse", "shift_lead", "manager", "administrator"),
    "/office/publications/": ("shift_lead", "manager", "analyst", "inspector", "administrator"),
    "/reports/": ("shift_lead", "manager", "analyst", "administrator"),
    "/evidence/": ("shift_lead", "manager", "analyst", "administrator"),
    "/evidence/city-figures/": ("shift_lead", "manager", "analyst", "administrator"),
    "/evidence/city-figures/table.csv?example=nrs-drug-misuse-deaths": ("shift_lead", "manager", "analyst", "administrator"),
}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_its_pages_and_no_other(office: Callable[..., Any], role: str) -> None:
    browser = office(role)
    for path, roles in PAGES.items():
        status = browser.get(path).status_code
        assert (status == 403) == (role not in roles), (path, status)
        if role in roles:
            assert status < 400, (path, status)


def test_who_is_not_signed_in_is_asked_to(office: Callable[..., Any]) -> None:
    for path in PAGES:
        answer = office(None).get(path)
        assert answer.status_code == 302 and answer.url.startswith("/sign-in?next="), path


@pytest.mark.parametrize("path", ["/office/?q=" + "x" * 30_000, "/office/staff?q=" + "%C3%A9" * 9_000], ids=["office", "staff"])
def test_who_comes_with_an_endless_address_signs_in_and_begins_at_the_first_page(office: Callable[..., Any], path: str) -> None:
    answer = office(None).get(path)
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in?next=/")


def test_acts_are_refused_to_those_who_may_only_look(office: Callable[..., Any]) -> None:
    inspector = office("inspector")
    for path in (
        "/journal/checkpoint",
        "/office/devices/code",
        "/office/devices/this",
        f"/office/devices/{uuid4()}/revoke",
        "/office/staff/add",
    ):
        assert inspector.post(path, {"name": "x", "role": "worker"}).status_code == 403, path


def test_an_office_sign_in_without_staff_sees_nothing(office: Callable[..., Any]) -> None:
    from django.contrib.auth.models import User
    from django.test import Client

    office(None)
    User.objects.create_superuser("root", password="whatever it takes")
    client = Client()
    assert client.login(username="root", password="whatever it takes")
    for path in PAGES:
        assert client.get(path).status_code == 403, path


def test_whoever_left_is_out_of_the_office_at_once(office: Callable[..., Any]) -> None:
    from bothy.people.setup import change_staff

    browser = office("manager")
    assert browser.get("/office/").status_code == 200
    change_staff(browser.staff, active=False)
    assert browser.get("/office/").status_code in (302, 403)

"""No loss holds what a setting was told: reports go to others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_site import read

from migrate.content.outlines import outline, outline_shortcode

SECRET = "sk_live_4eC39HqLyjWDarjtT1zdp7dc"


def test_names_stay_and_values_go_but_for_numbers_of_things() -> None:
    assert outline("acme/map", {"key": SECRET, "zoom": 3, "id": "12", "open": True, "list": [SECRET]}) == (
        "acme/map key=… zoom=3 id=12 open=True list=…"
    )
    assert outline_shortcode("form", {"slug": "contact", "pin": "1234"}, (SECRET,)) == "[form slug=contact pin=… …]"
    assert outline_shortcode("form", {"id": SECRET + SECRET}, ()) == "[form id=…]"


@pytest.mark.parametrize(
    "body",
    [
        f'[contact-form-7 id="3" key="{SECRET}"]',
        f"[rev_slider {SECRET}]",
        f'[members_access role="x"]{SECRET}[/members_access]',
        f'<!-- wp:acme/box {{"apiKey":"{SECRET}"}} --><div></div><!-- /wp:acme/box -->',
        f'<!-- wp:latest-posts {{"apiKey":"{SECRET}"}} /-->',
    ],
)
def test_losses_of_bodies_hold_no_values(body: str) -> None:
    losses = read(body).losses
    assert losses
    assert not any(SECRET in loss.detail for loss in losses)


@given(st.dictionaries(st.text(max_size=5), st.text(min_size=25)))
def test_no_long_value_comes_through(settings: dict[str, str]) -> None:
    assert outline("x", settings) == " ".join(["x", *(f"{key}=…" for key in settings)])

"""Reports name choices as the command line does."""

from __future__ import annotations

from migrate.cli.said import said_options
from migrate.mappers.options import Options
from migrate.model.records import Visibility
from migrate.targets.options import TargetOptions

SHOWN = (Visibility.DRAFT, Visibility.SCHEDULED)


def test_what_a_site_does_by_itself_is_no_choice() -> None:
    usual = Options(public_only=True, also_shown=SHOWN).recorded()
    assert said_options(usual, SHOWN) == {}
    assert said_options(Options(public_only=True).recorded(), ()) == {}
    assert said_options(Options(public_only=True).recorded(), SHOWN) == {"--public-only": True}
    assert said_options(Options(public_only=True).recorded(), None) == {"--public-only": True}
    more = Options(public_only=True, also_shown=(*SHOWN, Visibility.PRIVATE)).recorded()
    assert said_options(more, SHOWN) == {"--include-private": True}


def test_names_are_those_of_the_command_line() -> None:
    options = Options(types=("post",), authors=("jane",), author_map={"a": {"login": "b"}}, time_zone="UTC", limit=3)
    writing = TargetOptions(front_matter="toml", scaffold=False, home="https://new.example")
    assert said_options(options.recorded() | writing.recorded(), None) == {
        "--type": ("post",),
        "--author": ("jane",),
        "--authors": {"a": {"login": "b"}},
        "--timezone": "UTC",
        "--limit": 3,
        "--front-matter": "toml",
        "--no-scaffold": True,
    }

"""What a user may choose of how a target writes. Each target takes what concerns it."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from migrate.targets.bodies import DEFAULT, FORMS
from migrate.targets.redirects.forms import FORMS as REDIRECT_FORMS


class TargetOptions(msgspec.Struct, frozen=True, kw_only=True):
    """All choices that shape what is written of the records."""

    bodies: tuple[str, ...] = DEFAULT
    """Forms of bodies, of `bodies.FORMS`: databases and JSON Lines."""
    links: Literal["rewrite", "keep"] = "rewrite"
    """Whether links to what is migrated lead to its new place: sites."""
    embeds: Literal["shortcode", "html"] = "shortcode"
    """How galleries, players and what is embedded are written: sites."""
    files: Literal["bundle", "plain"] = "bundle"
    """A folder an entry, or a file: sites."""
    front_matter: Literal["yaml", "toml"] = "yaml"
    """Sites."""
    scaffold: bool | None = None
    """Whether configuration, templates and styles are written: sites. None: where no site is configured yet."""
    redirects: tuple[str, ...] = ("aliases",)
    """Forms of the map of redirects, of `redirects.FORMS`; none for none: sites."""
    home: str = ""
    """Address that the site moves to; empty where it stays at its own: sites."""

    def recorded(self) -> dict[str, Any]:
        """The choices that are not the usual ones, as JSON values, for the manifest."""
        # In whatever order somebody names forms, it is one choice.
        same = msgspec.structs.replace(
            self,
            bodies=tuple(form for form in FORMS if form in self.bodies),
            redirects=tuple(form for form in REDIRECT_FORMS if form in self.redirects),
        )
        built: dict[str, Any] = msgspec.to_builtins(same)
        usual = msgspec.to_builtins(USUAL)
        return {name: value for name, value in built.items() if value != usual[name]}


def refuse_for_records(option: str) -> str:
    """Why an option means nothing to a database or JSON Lines; empty where it does mean something."""
    return "" if option in ("bodies", "home") else "it is for sites"


USUAL = TargetOptions()

"""Every rule: fires on its bad fixture at the line that the fixture names, is silent on the good one, is documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from migrate.validate.finding import Finding
from migrate.validate.reference import reference
from migrate.validate.registry import FAMILIES, all_rules
from migrate.validate.rule import HEADINGS, Rule
from migrate.validate.views import Fitness
from tests.validate.running import errors_in, findings_in, findings_in_text

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "fixtures/rules"
RULES = all_rules()
SITE = Fitness("site", ("draft",), reads_bodies=True)
TOO_LARGE = {
    "X014": ("Sow in May.", "Sow in May. " * 900_000),
    "M008": (
        "</item>",
        f"<wp:postmeta><wp:meta_key>k</wp:meta_key><wp:meta_value>{'x' * 1_000_001}</wp:meta_value></wp:postmeta></item>",
    ),
}
"""Rules about what is too large to keep: what of the good fixture is replaced, and by what."""


def _ids(rule: Rule) -> str:
    return f"{rule.code}-{rule.name}"


def _found(rule: Rule, path: Path, empty: Path) -> list[Finding]:
    return [one for one in findings_in(path, media=empty, fitness=SITE) if one.code == rule.code]


@pytest.mark.parametrize("rule", RULES, ids=_ids)
def test_it_fires_where_the_fixture_says(rule: Rule, tmp_path: Path) -> None:
    if rule.code in TOO_LARGE:
        before, after = TOO_LARGE[rule.code]
        text = (FOLDER / f"{rule.code}-good.xml").read_text("utf-8").replace(before, after, 1)
        assert rule.code in {one.code for one in findings_in_text(text)}
        return
    (path,) = FOLDER.glob(f"{rule.code}-bad.*")
    head = path.read_bytes()[:2000].replace(b"\0", b"").decode("utf-8", "replace")
    shown = re.search(rf"Shows: {rule.code} {rule.name} at line (\d+): ", head)
    assert shown is not None
    first = _found(rule, path, tmp_path)[0]
    assert (first.line, first.name, first.severity) == (int(shown[1]), rule.name, rule.severity)
    assert first.message
    assert first.message[-1] != "."
    assert len(first.fingerprint) == 32


@pytest.mark.parametrize("rule", RULES, ids=_ids)
def test_it_is_silent_on_what_is_sound(rule: Rule, tmp_path: Path) -> None:
    path = FOLDER / f"{rule.code}-good.xml"
    assert _found(rule, path, tmp_path) == []
    assert errors_in(findings_in(path)) == []


@pytest.mark.parametrize("rule", all_rules(), ids=_ids)
def test_it_is_documented(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z]\d{3}", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert rule.family in FAMILIES
    assert rule.summary.endswith(".")
    assert list(rule.sections) == list(HEADINGS)
    assert all(rule.sections.values())
    if rule.fix:
        assert "-fix" in rule.sections["How to mend it"]


def test_codes_and_names_are_given_once() -> None:
    assert len({rule.code for rule in all_rules()}) == len(all_rules())
    assert len({rule.name for rule in all_rules()}) == len(all_rules())
    assert len(all_rules()) >= 80


def test_the_reference_is_up_to_date() -> None:
    assert (ROOT / "docs/rules.md").read_text("utf-8") == reference()


def test_no_fixture_belongs_to_no_rule() -> None:
    codes = {rule.code for rule in all_rules()}
    assert {path.name.partition("-")[0] for path in FOLDER.iterdir()} <= codes

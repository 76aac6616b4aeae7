"""The pages of the targets are what their mappings say."""

from __future__ import annotations

import pytest
from conftest import ROOT

from migrate.cli.main import run
from migrate.targets.reference import records_page
from migrate.targets.registry import targets
from migrate.targets.site.reference import lacks, page, sites

HOW = "run `wxr-migrate targets NAME > docs/targets/NAME.md`"


@pytest.mark.parametrize("name", targets())
def test_every_target_has_its_page(name: str) -> None:
    said = page(name) if name in sites() else records_page(name)
    assert (ROOT / f"docs/targets/{name}.md").read_text("utf-8") == said, HOW


def test_no_page_is_of_a_target_that_is_none() -> None:
    assert {file.stem for file in (ROOT / "docs/targets").glob("*.md")} == {*targets(), "own"}


def test_the_list_names_every_target_and_what_it_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["targets"]) == 0
    listed, _, hint = capsys.readouterr().out.partition("\n\n")
    lines = listed.splitlines()
    assert [line.split()[0] for line in lines] == list(targets())
    assert "wxr-migrate targets NAME" in hint
    assert lacks("hugo") == []
    (html,) = [line for line in lines if line.startswith("html ")]
    assert "without" in html and "custom fields" in html


def test_a_target_that_is_none_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["targets", "hogo"]) == 64
    assert "hugo" in capsys.readouterr().err

"""`inspect`: the picture of an export, plain, in colour and as JSON; hostile names come out harmless."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from migrate.cli.inspect import command
from migrate.cli.inspect_bars import bars
from migrate.cli.inspect_text import as_text, clean, prose
from migrate.mappers.statistics import Statistics
from migrate.mappers.statistics.record import (
    Count,
    Items,
    Site,
    TypeCount,
)
from migrate.model.errors import MigrateError, UnreadableInputError, UsageError

MIXED = """\
Pots & Kilns
Notes from a pottery

Address       https://pots.example
Written by    WordPress 6.5.2, WXR 1.2, exported 2024-05-01 10:00 UTC
Language      en-GB; items in en 1
Time zone     Europe/Berlin, by its dates
Plugins       Elementor, Jetpack
Read from     inspect-mixed.xml (12.0 kB, utf-8)

Whole         yes, nothing needs repair

Items         6 by type                   inherit  publish  draft  private  all
              Media (attachment)                2                             2
              Posts (post)                               1      1             2
              Menu items (nav_menu_item)                 1                    1
              Pages (page)                                               1    1
Comments      3 by kind  approved  pending  all
              comment           1        1    2
              pingback          1             1
Dates         2021-03-02 to 2021-05-01; 1 undated
              2021-03 1 ████████████████████████████████████████████████████████████
              2021-04 0
              2021-05 1 ████████████████████████████████████████████████████████████

Authors       2 (only named 1): Mira Clay 4, guest-writer 1
Terms         category 1 (1 use), nav_menu 1 (1 use), language 1 (1 use), post_tag 1 (1 use)
Menus         Main menu 1
Media         2 files, 120.0 kB (1 of known size): audio/mpeg 1, image/jpeg 1
Blocks        3: paragraph 1, shortcode 1, jetpack/map 1
Shortcodes    [caption] 1, [gallery] 1
Shortcodes?   [kiln_log] 1, [note] 1
Built with    Elementor 1
Redirects     former slugs 1
Fields        8 custom fields, 5 known; kept as they are: _elementor_edit_mode 2, kiln_temperature 1
"""


@pytest.fixture
def inspect(fixtures: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Runs in the folder of fixtures, as somebody would who has an export beside him."""
    monkeypatch.chdir(fixtures)
    return CliRunner()


def _run(runner: CliRunner, *arguments: str, **choices: object) -> Result:
    result = runner.invoke(command, arguments, **choices)  # type: ignore[arg-type]
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_text(inspect: CliRunner) -> None:
    result = _run(inspect, "inspect-mixed.xml")
    assert (result.stdout, result.stderr, result.exit_code) == (MIXED, "", 0)


def test_text_fits_the_width_and_one_screen(inspect: CliRunner) -> None:
    for name in ("inspect-mixed.xml", "inspect-hostile.xml", "inspect-damaged.xml"):
        lines = _run(inspect, name).stdout.split("\n")
        assert len(lines) < 50
        assert max(map(cell_len, lines)) <= 100
        assert all(line == line.rstrip() for line in lines)


def test_damage_stands_before_the_contents_and_is_no_failure(inspect: CliRunner) -> None:
    result = _run(inspect, "inspect-damaged.xml")
    assert result.exit_code == 0
    assert "Whole" not in result.stdout
    labels = [line[:13].strip() for line in result.stdout.split("\n") if line[:1].strip()]
    assert labels.index("CUT OFF") < labels.index("UNREADABLE") < labels.index("Repaired") < labels.index("Items")
    assert "bare-ampersands in 1 place: line 11" in result.stdout


def test_several_files_are_one_export_and_places_name_theirs(inspect: CliRunner) -> None:
    result = _run(inspect, "inspect-mixed.xml", "inspect-damaged.xml")
    assert "bare-ampersands in 1 place: inspect-damaged.xml:11" in result.stdout
    assert "https://pots.example, https://damaged.example" in result.stdout


def test_standard_input(inspect: CliRunner, fixtures: Path) -> None:
    result = _run(inspect, "-", input=(fixtures / "inspect-mixed.xml").read_bytes())
    assert result.stdout == MIXED.replace("inspect-mixed.xml", "<stdin>")


def test_losses_on_request(inspect: CliRunner) -> None:
    assert "\nLosses " not in _run(inspect, "inspect-damaged.xml").stdout
    assert re.search(r"\nLosses +.*repeated-id 1", _run(inspect, "inspect-damaged.xml", "--losses").stdout)


def test_hostile_names_are_plain_text(inspect: CliRunner) -> None:
    text = _run(inspect, "inspect-hostile.xml").stdout
    assert text.startswith("[bold red]Not bold[/] Tom & Jerry31m :smile:\nשלום עולם مرحبا second line\n")
    for character in text.replace("\n", ""):
        assert unicodedata.category(character) not in ("Cc", "Cf", "Zl", "Zp"), ascii(character)
    for shown in ("[red]type31m", "[/bold] ", "[red]Ana 1", "[on red]Menu31m", "[link]31mkey 1", "yyy... 1"):
        assert shown in text


def test_hostile_json_steers_nothing(inspect: CliRunner) -> None:
    text = _run(inspect, "inspect-hostile.xml", "--format", "json").stdout
    for character in text.replace("\n", ""):
        assert unicodedata.category(character) not in ("Cc", "Cf", "Zl", "Zp"), ascii(character)
    assert json.loads(text)["site"]["title"].endswith("\u202eJerry\u009b31m :smile:")


def test_json(inspect: CliRunner) -> None:
    result = _run(inspect, "inspect-mixed.xml", "--format", "json")
    assert result.stdout.startswith('{\n  "format": 1,\n  "input": {\n')
    assert result.stdout.endswith("}\n")
    found = json.loads(result.stdout)
    assert found["condition"] == {
        "whole": True,
        "truncated": None,
        "unreadable": {"count": 0, "places": []},
        "repairs": [],
        "duplicates": 0,
        "repeated_ids": 0,
        "without_id": 0,
        "repeated_comment_ids": 0,
    }
    assert found["comments"] == {
        "count": 3,
        "kinds": [
            {"kind": "comment", "count": 2, "statuses": {"approved": 1, "pending": 1}},
            {"kind": "pingback", "count": 1, "statuses": {"approved": 1}},
        ],
        "others": 0,
    }
    assert found["dates"] == {
        "first": "2021-03-02",
        "last": "2021-05-01",
        "by_month": {"2021-03": 1, "2021-05": 1},
        "undated": 1,
    }
    assert list(found) == list(Statistics.__struct_fields__)


def test_json_of_a_cut_off_export_says_so_and_where(inspect: CliRunner, fixtures: Path) -> None:
    found = json.loads(_run(inspect, "inspect-damaged.xml", "--format", "json").stdout)
    last = len((fixtures / "inspect-damaged.xml").read_text("utf-8").rsplit("<item>", 1)[0].split("\n"))
    assert found["condition"]["whole"] is False
    assert found["condition"]["truncated"]["file"] == "inspect-damaged.xml"
    assert found["condition"]["truncated"]["line"] >= last


def test_a_mapping_of_ones_own(inspect: CliRunner, tmp_path: Path) -> None:
    mapping = tmp_path / "mine.toml"
    mapping.write_text(
        '[plugins.kiln]\ntitle = "Kiln Log"\ndetect = { meta = ["kiln_*"] }\nshortcodes = ["kiln_log"]\n'
    )
    text = _run(inspect, "inspect-mixed.xml", "--mapping", str(mapping)).stdout
    assert "Elementor, Jetpack, Kiln Log" in text
    assert "[kiln_log] 1\nShortcodes?   [note] 1\n" in text
    with pytest.raises(UsageError):
        _run(inspect, "inspect-mixed.xml", "--mapping", "missing.toml")


@pytest.mark.parametrize("content", [b"", b"<html><body>Log in</body></html>", b'{"a": 1}'])
def test_what_is_no_export_is_refused(inspect: CliRunner, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "export.xml"
    path.write_bytes(content)
    with pytest.raises(UnreadableInputError):
        _run(inspect, str(path))
    with pytest.raises(MigrateError):
        _run(inspect, str(tmp_path / "missing.xml"))


def test_usage(inspect: CliRunner) -> None:
    assert _run(inspect).exit_code == 2
    assert _run(inspect, "inspect-mixed.xml", "--format", "yaml").exit_code == 2
    help_text = _run(inspect, "--help").stdout
    assert "wxr-migrate inspect export.xml" in help_text
    for option in ("--format", "--losses", "--mapping"):
        assert option in help_text


def test_nothing_is_left_behind(inspect: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    _run(inspect, "inspect-mixed.xml")
    assert list(tmp_path.iterdir()) == []


def test_importing_the_command_imports_nothing_heavy() -> None:
    heavy = "{'rich', 'lxml', 'msgspec', 'sqlalchemy', 'sqlite3'}"
    code = f"import sys, migrate.cli.inspect; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "[]\n"


def test_colours_are_there_only_when_asked_for() -> None:
    statistics = Statistics(site=Site(title="T", home_url="https://a.example"))
    plain = as_text(statistics, width=80, styled=False, encoding="utf-8")
    styled = as_text(statistics, width=80, styled=True, encoding="utf-8")
    assert "\x1b" not in plain
    assert "\x1b[36mAddress" in styled
    assert re.sub(r"\x1b\[[\d;]*m", "", styled).split() == plain.split()


def test_a_terminal_without_unicode_gets_ascii() -> None:
    statistics = Statistics(site=Site(title="Töpfe", languages=(Count(name="日本語", count=1),)))
    text = as_text(statistics, width=80, styled=False, encoding="ascii")
    assert text.isascii()
    assert text.startswith("T?pfe\n")


def test_numbers_are_never_cut_short() -> None:
    """More statuses than fit: those that do not are put together, and the sum is right."""
    statuses = {f"status-with-a-name-{number:02}": 1000 + number for number in range(40)}
    types = tuple(
        TypeCount(
            name=f"type-{n}", label="", kind="entry", public=True, count=sum(statuses.values()), statuses=statuses
        )
        for n in range(20)
    )
    text = as_text(Statistics(items=Items(count=1, types=types)), width=80, styled=False, encoding="utf-8")
    assert max(map(cell_len, text.split("\n"))) <= 80
    header = next(line for line in text.split("\n") if line.startswith("Items"))
    assert header.endswith("others      all") or header.split()[-2:] == ["others", "all"]
    for line in text.split("\n"):
        if re.match(r" +type-\d", line):
            *cells, whole = [int(cell.replace(",", "")) for cell in line.split()[2:]]
            assert whole == sum(statuses.values()) == sum(cells)
    assert " 12 more " in text


def test_clean_and_prose() -> None:
    assert clean("a\x1b[31m\tb\u202e\u00a0\n c\x9b") == "a[31m b c"
    assert clean("می\u200cخواهم") == "می\u200cخواهم"
    assert prose("<b>Tom</b> &amp; <script x>J</script> 1 < 2") == "Tom & J 1 < 2"


def test_bars_by_month_and_by_year() -> None:
    assert bars({}, 60, plain=True) == []
    assert bars({"2020-01": 5}, 60, plain=True) == []
    assert bars({"2020-11": 4, "2021-01": 2}, 20, plain=True) == [
        "2020-11 4 ##########",
        "2020-12 0",
        "2021-01 2 #####",
    ]
    assert bars({"2018-01": 1, "2021-06": 2}, 14, plain=True) == ["2018 1 ####", "2019 0", "2020 0", "2021 2 #######"]
    assert bars({"2020-01": 3, "2020-02": 1}, 14, plain=False) == ["2020-01 3 ████", "2020-02 1 █▍"]


def test_bars_of_three_years_stand_side_by_side() -> None:
    months = {f"{year}-0{month}": month for year in (2020, 2021, 2022) for month in range(1, 10)}
    lines = bars(months, 86, plain=True)
    assert len(lines) == 11
    assert re.findall(r"\d{4}-\d\d", lines[0]) == ["2020-01", "2020-12", "2021-11"]
    assert max(map(len, lines)) <= 86


def test_bars_of_impossible_dates_stay_few() -> None:
    months = {f"{year:04}-01": 1 for year in range(1, 9999, 3)}
    lines = bars(months, 86, plain=True)
    assert len(lines) <= 12
    assert lines[0].startswith("<=")
    shown = sum(int(number.replace(",", "")) for line in lines for number in re.findall(r"\d{4} +([\d,]+)", line))
    assert shown == len(months)

"""Every report format, read by a schema or by a program that reads it; hostile content stays harmless in each."""

from __future__ import annotations

import io
import json
import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import etree
from markdown_it import MarkdownIt
from turbohtml import parse

from migrate.validate.engine import Choice, examine
from migrate.validate.finding import Finding, Severity
from migrate.validate.registry import all_rules
from migrate.validate.report import FORMATS, Report, write_report
from migrate.validate.store import Findings
from migrate.wxr.source import open_source
from tests.exports import export, item
from tests.validate.report_schemas import GITLAB, RDJSON, SARIF
from tests.validate.running import mapping

HOSTILE = (
    '"><script>alert(1)</script>\x1b[31m ::error file=a,line=1::pwned %0A::set-env | `x` @someone [a](javascript:1)'
    " \u202egpj ]]> <b> &amp; \x07"
)
TEXT = export(
    item(7, title=HOSTILE.replace("\x1b", "").replace("\x07", ""), content=f"é {HOSTILE}\n::error::no\n", password="p"),
    item(7, title="Other", slug=HOSTILE.replace("\x1b", "").replace("\x07", "")),
    item(30, slug="c", title=""),
    *(item(number, slug="same", content="<script>x</script>") for number in range(20, 26)),
)


@pytest.fixture(scope="module")
def report() -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a b, c:d.xml")
        path.write_text(TEXT, "utf-8")
        store = Findings(Path(folder, "findings.db"))
        store.begin(str(path))
        with open_source([path]) as source:
            examine(source, Choice(all_rules(), mapping(), Counter()), store, Path(folder), lambda done, total: None)
        yield Report(store, all_rules(), "1.2.3", Path(folder))
        store.close()


@pytest.fixture(scope="module")
def found(report: Report) -> list[Finding]:
    return list(report.findings)


def text_of(report: Report, form: str) -> str:
    out = io.StringIO()
    write_report(form, report, out)
    return out.getvalue()


def test_there_is_something_of_everything(found: list[Finding]) -> None:
    assert {one.severity for one in found} == set(Severity)
    assert any(one.related for one in found)
    assert len(found) >= 20


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_steers_a_terminal(report: Report, form: str) -> None:
    text = text_of(report, form)
    assert re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text) is None


@pytest.mark.parametrize("form", FORMATS)
def test_it_is_the_same_twice(report: Report, form: str) -> None:
    assert text_of(report, form) == text_of(report, form)


@pytest.mark.parametrize("form", FORMATS)
def test_of_nothing(tmp_path: Path, form: str) -> None:
    store = Findings(tmp_path / "findings.db")
    store.begin("sound.xml")
    text = text_of(Report(store, all_rules(), "1.2.3", tmp_path), form)
    store.close()
    if form in ("json", "sarif", "gitlab", "rdjson"):
        json.loads(text)
    if form in ("junit", "checkstyle"):
        etree.fromstring(text.encode())


def test_concise_is_a_line_a_finding(report: Report, found: list[Finding]) -> None:
    lines = text_of(report, "concise").splitlines()
    assert len([line for line in lines if re.match(r".*\.xml:\d+:\d+: [A-Z]\d{3} ", line)]) == len(found)


def test_json(report: Report, found: list[Finding]) -> None:
    data = json.loads(text_of(report, "json"))
    assert [one["fingerprint"] for one in data["findings"]] == [one.fingerprint for one in found]
    assert sum(data["counts"].values()) == sum(data["rules"].values())
    lines = [json.loads(line) for line in text_of(report, "jsonl").splitlines()]
    assert lines == data["findings"]
    assert {"code", "line", "column", "offset", "file", "message", "severity"} <= set(lines[0])


def test_sarif(report: Report, found: list[Finding]) -> None:
    data = json.loads(text_of(report, "sarif"))
    jsonschema.validate(data, SARIF)
    (run,) = data["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == len(found)
    marks = [one["partialFingerprints"]["primaryLocationLineHash"] for one in run["results"]]
    assert len(set(marks)) == len(marks)
    for one in run["results"]:
        assert rules[one["ruleIndex"]]["id"] == one["ruleId"]
        assert one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b%2C%20c%3Ad.xml"


def test_sarif_keeps_to_the_limits_of_github(tmp_path: Path) -> None:
    store = Findings(tmp_path / "findings.db")
    store.begin("x.xml")
    for number in range(25_100):
        severity = Severity.ERROR if number % 1000 == 999 else Severity.INFO
        store.count("X101", severity, 1)
        code = Finding(
            code="X101", name="n", severity=severity, message="m", file="x.xml", offset=number, fingerprint=f"{number}"
        )
        store.add(code, 0)
    results = json.loads(text_of(Report(store, all_rules(), "1.2.3", tmp_path), "sarif"))["runs"][0]["results"]
    store.close()
    assert len(results) == 25_000
    assert sum(1 for one in results if one["level"] == "error") == 25


def test_junit(report: Report, found: list[Finding]) -> None:
    root = etree.fromstring(text_of(report, "junit").encode())
    assert root.tag == "testsuites"
    cases = root.findall("testsuite/testcase")
    assert len(cases) == int(root.get("tests")) == len(all_rules())
    assert len({(case.get("classname"), case.get("name")) for case in cases}) == len(cases)
    broken = {one.code for one in found if one.severity is not Severity.INFO}
    assert len(root.findall("testsuite/testcase/failure")) == int(root.get("failures")) == len(broken)


def test_github_runs_no_command_of_the_export(report: Report, found: list[Finding]) -> None:
    lines = text_of(report, "github").splitlines()
    pattern = re.compile(r"::(error|warning|notice) title=[^:,]*,file=[^:,]*,line=\d+,col=\d+::.*")
    assert all(pattern.fullmatch(line) for line in lines[:-1])
    assert not lines[-1].startswith("::")
    assert lines[0].count("a b%2C c%3Ad.xml") == 1
    kinds = Counter(line.partition(" ")[0] for line in lines)
    assert max(kinds["::error"], kinds["::warning"], kinds["::notice"]) <= 10


def test_gitlab(report: Report, found: list[Finding]) -> None:
    data = json.loads(text_of(report, "gitlab"))
    jsonschema.validate(data, GITLAB)
    assert len({one["fingerprint"] for one in data}) == len(data) == len(found)
    assert not any(one["location"]["path"].startswith(("/", "./")) for one in data)


def test_checkstyle(report: Report, found: list[Finding]) -> None:
    root = etree.fromstring(text_of(report, "checkstyle").encode())
    assert root.get("version")
    assert [file.get("name") for file in root] == ["a b, c:d.xml"]
    errors = root.findall("file/error")
    assert [(int(one.get("line")), one.get("severity")) for one in errors] == [
        (one.line, str(one.severity)) for one in found
    ]
    assert all(one.get("source").startswith("wxr-migrate.") for one in errors)


def test_rdjson_counts_bytes(report: Report, found: list[Finding]) -> None:
    data = json.loads(text_of(report, "rdjson"))
    jsonschema.validate(data, RDJSON)
    lines = TEXT.encode().split(b"\n")
    script = next(one for one in data["diagnostics"] if one["code"]["value"] == "S001")
    start = script["location"]["range"]["start"]
    assert lines[start["line"] - 1][start["column"] - 1 :].startswith(b"<script>")


def test_markdown_shows_the_export_as_text(report: Report, found: list[Finding]) -> None:
    text = text_of(report, "markdown")
    html = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    tree = parse(html)
    assert not list(tree.select("script, a, img, b"))
    assert "@someone" not in text
    assert len(list(tree.select("table:last-of-type tbody tr"))) == len(found)


def test_html_is_self_contained_and_runs_nothing(report: Report, found: list[Finding]) -> None:
    text = text_of(report, "html")
    tree = parse(text)
    assert not list(tree.select("script, link, img, iframe, a, object"))
    assert len(list(tree.select("article"))) == len(found)
    assert "default-src 'none'" in text
    assert "<script>alert(1)</script>" in "".join(one.text for one in tree.select("article"))

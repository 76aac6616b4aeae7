"""The HTML page, in its source and in a real browser."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from migrate.plan.reports import page as page_module
from migrate.plan.reports.details import MOST_CHANGES, Details
from migrate.plan.reports.page import script_json, write_html
from migrate.plan.reports.record import Fate, PlannedEntry, file_change
from tests.plan.reports.browser import Page, browser, find_browser
from tests.plan.reports.plans import HOSTILE, entry, hostile_entries, many_entries, planned, small_entries

HOSTILE_HEAD: dict[str, Any] = {
    "site": HOSTILE, "export": HOSTILE, "destination": HOSTILE, "warnings": (HOSTILE,), "options": {HOSTILE: HOSTILE},
    "target": HOSTILE, "version": HOSTILE, "started": HOSTILE,
}  # fmt: skip
ROWS = "document.querySelectorAll('.row')"
STATUS = "document.getElementById('status').textContent"


def made(folder: Path, entries: Iterable[PlannedEntry], **head: Any) -> Path:
    path = folder / "plan.html"
    with planned(folder, entries, **head) as plan, path.open("w", encoding="utf-8", newline="\n") as file:
        write_html(plan, file)
    return path


def details_in(html: str) -> list[dict[str, Any]]:
    """All details of a page, in order."""
    found: list[dict[str, Any]] = []
    for first, data in re.findall(r'class="details" data-first="(\d+)">([^<]*)<', html):
        assert int(first) == len(found)
        lines = zlib.decompress(base64.b64decode(data), -15).decode().split("\n")
        found += [json.loads(line) for line in lines]
    return found


# ---- The source


def test_the_page_holds_all_entries(tmp_path: Path) -> None:
    entries = [*small_entries(), *many_entries(300)]
    html = made(tmp_path, entries).read_text("utf-8")
    index = json.loads(re.findall(r'<script type="application/json" id="index">(.*?)</script>', html, re.DOTALL)[0])
    assert [line[1] for line in index["entries"]] == [one.source for one in entries]
    assert len(re.findall('class="details"', html)) > 2
    assert len(details_in(html)) == len(entries)


def test_nothing_breaks_out_of_the_page(tmp_path: Path) -> None:
    html = made(tmp_path, hostile_entries(), **HOSTILE_HEAD).read_text("utf-8")
    assert html.count("<script") == html.count("</script>") == 3
    assert "<!--" not in html
    assert not re.search("[\0\x1b\u202e\u2028]", html)
    assert "onerror" in html


def test_the_policy_names_what_is_there_and_nothing_else(tmp_path: Path) -> None:
    html = made(tmp_path, small_entries()).read_text("utf-8")
    policy = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', html)[0]
    assert html.index("Content-Security-Policy") < html.index("<style>")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    style, script = re.search(r"<style>(.*?)</style>", html, re.S), re.search(r"<script>(.*?)</script>", html, re.S)
    assert style and script
    for text in (style[1], script[1]):
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy
    assert not re.search(r"(src|href)=[\"']?(https?:|//)", html)


def test_the_script_only_sets_text() -> None:
    for name in ("entry.js", "page.js"):
        text = (Path(page_module.__file__).parent / name).read_text("utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|Function\(", text)


def test_json_in_a_script() -> None:
    text = script_json({"a": "</script><!-- \u2028\u2029"})
    assert not re.search("[<\u2028\u2029]", text)
    assert json.loads(text) == {"a": "</script><!-- \u2028\u2029"}


def test_a_full_page_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "LARGEST", 1)
    monkeypatch.setattr(page_module, "BLOCK", 1)
    found = details_in(made(tmp_path, small_entries()).read_text("utf-8"))
    assert "changes" in found[0]
    assert found[1:] == [{"omitted": True}] * (len(small_entries()) - 1)


def test_details_are_bounded() -> None:
    many = entry("item/1", *[file_change(Fate.CREATE, f"{n}.md", after=b"*a*") for n in range(MOST_CHANGES + 7)])
    found = Details().of(many)
    assert len(found["changes"]) == MOST_CHANGES
    assert found["more"] == 7
    rendered = [change.get("rendered") for change in Details(new=5).of(many)["changes"]]
    assert rendered[0] == [["", None, "<p><em>a</em></p>\n"]]
    assert not any(rendered[2:])


# ---- In a browser


@pytest.fixture(scope="module")
def running() -> Iterator[Page]:
    program = find_browser()
    if program is None:
        if os.environ.get("REQUIRE_SERVICES"):
            pytest.fail("there is no Chromium")
        pytest.skip("there is no Chromium")
    with browser(program) as one:
        yield one


@pytest.fixture
def page(running: Page) -> Iterator[Page]:
    running.complaints.clear()
    running.requests.clear()
    yield running
    # A round trip to every frame, so that late complaints have come.
    running.ask("new Promise(done => setTimeout(done, 200))")
    assert running.complaints == []
    assert [url for url in running.requests.values() if not url.endswith("plan.html") and url != "about:srcdoc"] == []


def test_ten_thousand_entries(page: Page, tmp_path: Path) -> None:
    path = made(tmp_path, many_entries(10_000))
    seconds = page.open(path)
    print(f"10,000 entries: {path.stat().st_size / 1e6:.1f} MB, opened in {seconds:.2f} s")  # noqa: T201
    total = page.ask("entries.length")
    assert total == 10_000
    assert page.ask(f"{ROWS}.length") == 150
    assert re.fullmatch(r"[\d,]+ of 10,000 entries", page.ask(STATUS))
    page.ask("document.querySelector('[data-fate=unchanged]').click()")
    assert page.ask(STATUS) == "10,000 entries"
    page.ask("scrollTo(0, document.body.scrollHeight)")
    page.wait(f"{ROWS}.length > 150")


def test_filters(page: Page, tmp_path: Path) -> None:
    page.open(made(tmp_path, small_entries()))
    assert page.ask(STATUS) == "8 of 9 entries"
    titles = f"[...{ROWS}].map(row => row.querySelector('.title').textContent)"
    assert page.ask(titles)[:3] == ["Hello world", "About", "item/4"]

    def choose(name: str, value: str) -> Any:
        page.ask("document.getElementById('reset').click()")
        page.ask(f"choices.{name}.value = '{value}'; choices.{name}.dispatchEvent(new Event('change'))")
        return page.ask(titles)

    assert choose("type", "page") == ["About"]
    assert choose("status", "private") == ["Secret plans"]
    assert choose("loss", "dangling-reference") == ["Second post"]
    assert choose("withheld", "*") == ["Second post"]
    assert choose("sort", "title")[:3] == ["A Demo", "a.png", "About"]
    page.ask("document.getElementById('reset').click()")
    page.ask("document.querySelector('[data-fate=create]').click()")
    assert page.ask(STATUS) == "5 of 9 entries"
    page.ask("document.querySelector('#cards button').click()")
    assert page.ask(titles) == ["A Demo"]


def test_search_finds_titles_paths_and_texts(page: Page, tmp_path: Path) -> None:
    page.open(made(tmp_path, [*small_entries(), *many_entries(400, unchanged=0)]))

    def search(words: str) -> Any:
        page.ask(f"choices.sort.value = 'export'; find('search').value = {json.dumps(words)}")
        page.ask("find('search').dispatchEvent(new Event('input'))")
        page.ask("new Promise(done => setTimeout(done, 200))")
        page.wait(f"!{STATUS}.includes('searching')")
        return page.ask(f"[...{ROWS}].map(row => row.querySelector('.title').textContent)")

    assert search("hello WORLD") == ["Hello world"]
    assert search("secret-plans.md") == ["Secret plans"]
    assert search("lazy jumped") == ["Second post"]
    assert search("First!") == ["About"]
    assert search("media 99") == ["Second post"]
    assert search("nowhere-in-it") == []
    assert search("rows") == []


def test_keys(page: Page, tmp_path: Path) -> None:
    page.open(made(tmp_path, small_entries()))
    page.press("/")
    assert page.ask("document.activeElement.id") == "search"
    page.press("a")
    assert page.ask("find('search').value") == "a"
    page.press("Escape")
    assert page.ask("[find('search').value, document.activeElement.tagName]") == ["", "BODY"]
    # The list is made anew a moment after the last change of what is searched for.
    page.ask("new Promise(done => setTimeout(done, 200))")
    page.press("j")
    page.press("j")
    page.press("j")
    page.press("k")
    focused = "document.activeElement.querySelector('.title').textContent"
    assert page.ask(focused) == "About"
    page.press("Enter")
    page.wait("document.querySelectorAll('.opened .change').length === 5")
    assert page.ask("document.activeElement.getAttribute('aria-expanded')") == "true"
    page.press("Enter")
    assert page.ask("document.querySelectorAll('.opened').length") == 0


def test_an_opened_entry(page: Page, tmp_path: Path) -> None:
    page.open(made(tmp_path, small_entries()))
    page.ask("document.querySelector('[data-fate=unchanged]').click()")
    page.ask("find('open').click()")
    page.wait("document.querySelectorAll('.opened .facts').length === 9")
    texts = page.ask("[...document.querySelectorAll('.entry')].map(one => one.innerText)")
    second = next(text for text in texts if "Second post" in text)
    assert "dangling-reference in featured_media: media 99 is missing" in second
    assert "2 comments: not approved" in second
    marked = "[...document.querySelectorAll('.opened {}')].map(one => one.textContent)"
    assert {"brown", "jumps"} <= set(page.ask(marked.format("del")))
    assert {"red", "jumped", ", longer"} <= set(page.ask(marked.format("ins")))
    widths = page.ask("[...document.querySelectorAll('.diff td.line')].map(one => one.offsetWidth)")
    assert max(widths) < 100
    conflict = next(text for text in texts if "Hello world" in text)
    assert "Last written → there now" in conflict
    page.ask("document.querySelectorAll('.opened .tabs button:last-child').forEach(one => one.click())")
    frames = page.ask("[...document.querySelectorAll('iframe')].map(one => [one.getAttribute('sandbox'), one.srcdoc])")
    assert len(frames) == 10
    assert {sandbox for sandbox, _ in frames} == {""}
    assert any("<strong>bold</strong>" in text for _, text in frames)


def test_nothing_of_the_export_runs(page: Page, tmp_path: Path) -> None:
    page.open(made(tmp_path, hostile_entries(), **HOSTILE_HEAD))
    title = page.ask("document.title")
    page.ask("find('open').click()")
    page.wait("document.querySelectorAll('.opened .change').length === 12")
    page.ask("document.querySelectorAll('.opened .tabs button:last-child').forEach(one => one.click())")
    page.wait("document.querySelectorAll('iframe').length > 12")
    page.ask("new Promise(done => setTimeout(done, 300))")
    assert page.ask("document.title") == title != "run"
    assert page.ask("document.querySelectorAll('img, .report a:not(.skip), [onerror]').length") == 0
    assert page.ask("document.scripts.length") == 3
    assert page.ask("[...document.querySelectorAll('iframe')].every(one => one.contentDocument === null)")


def test_the_policy_holds_where_the_script_would_not(page: Page, tmp_path: Path) -> None:
    # What gets into the page in spite of everything is stopped by the browser, in the page and in its frames.
    page.open(made(tmp_path, small_entries()))
    page.ask("document.title = 'safe'")
    attack = "<img src=https://evil.example/x onerror=parent.document.title='run'><script>parent.document.title='run'</script>"
    page.ask(
        f"document.body.insertAdjacentHTML('beforeend', {json.dumps(attack)});"
        f"document.body.append(build('iframe', {{ sandbox: '', srcdoc: {json.dumps(attack)} }}));"
        "document.body.append(build('iframe', { src: 'https://evil.example/' }));"
        "const late = document.createElement('script'); late.textContent = \"document.title = 'run'\"; document.body.append(late)"
    )
    page.ask("new Promise(done => setTimeout(done, 500))")
    assert page.ask("document.title") == "safe"
    assert any("Content Security Policy" in text for text in page.complaints)
    page.complaints.clear()
    assert not any("evil" in url for url in page.requests.values())


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (400, True)])
def test_it_fits_the_screen(page: Page, tmp_path: Path, width: int, dark: bool) -> None:
    page.open(made(tmp_path, [*small_entries(), *hostile_entries()], **HOSTILE_HEAD))
    page.ask("find('open').click()")
    page.wait("document.querySelectorAll('.opened .change').length > 12")
    page.look(tmp_path / "page.png", width=width, dark=dark)
    assert page.ask("document.documentElement.scrollWidth") <= width
    light = page.ask("getComputedStyle(document.body).backgroundColor") == "rgb(246, 247, 249)"
    assert light is not dark


def test_paper_gets_all_of_the_list(page: Page, tmp_path: Path) -> None:
    page.open(made(tmp_path, many_entries(600, unchanged=0)))
    page.ask("dispatchEvent(new Event('beforeprint'))")
    assert page.ask(f"{ROWS}.length") == 600
    assert page.call("Page.printToPDF")["data"]

"""What a report says: one line where all is well, else every name and place; the same as JSON."""

from __future__ import annotations

import json

from migrate.verify import Account, Report, Verification, compare, page_of_html
from migrate.verify.report import KEPT


def verification(number: int, source: str | None, written: str, *accounts: Account) -> Verification:
    comparison = None if source is None else compare(page_of_html(source), page_of_html(written), accounts)
    return Verification(
        key=f"entry/{number}", title=f"Title {number}", place=f"posts/{number}.md", comparison=comparison
    )


def test_all_is_well() -> None:
    report = Report()
    assert report.is_clean
    assert report.as_text() == "0 checked, 0 words: nothing to compare"
    for number in range(1200):
        report.add(verification(number, "a b", "a b"))
    assert report.is_clean
    assert report.as_text() == "1,200 checked, 2,400 words: 1,200 the same"


def test_everything_that_can_be_said() -> None:
    report = Report()
    report.add(verification(1, "<h2>a</h2> <a href=/l>b</a>", "a <p>b"))
    report.add(verification(2, "a secret b", "a b", Account("dropped [members]", "secret")))
    report.add(verification(3, "one two three four five six", "one two X four five six"))
    report.add(verification(4, " ".join(f"a b{number}" for number in range(9)) + " https://a.example", "a " * 9))
    report.add(verification(5, None, ""))
    assert not report.is_clean
    assert report.as_text() == (
        "5 checked, 29 words: 1 the same, 1 accounted for, 2 different, 1 not there\n"
        "\n"
        "Accounted for by   places  words lost  added\n"
        "dropped [members]       1           1      0\n"
        "\n"
        "Structure that is not written:\n"
        "  headings: 1 of 1\n"
        "    posts/1.md: 2 a\n"
        "  links: 1 of 1\n"
        "    posts/1.md: /l\n"
        "\n"
        "Different:\n"
        "  posts/3.md  Title 3 (entry/3)\n"
        "    words: 1 lost, 1 added\n"
        "    word 3: ... one two [-three-] {+X+} four five six ...\n"
        "  posts/4.md  Title 4 (entry/4)\n"
        "    words: 9 lost\n"
        "    word 2: ... a [-b0-] a b1 a b2 ...\n"
        "    word 4: ... a b0 a [-b1-] a b2 a b3 ...\n"
        "    word 6: ... b0 a b1 a [-b2-] a b3 a b4 ...\n"
        "    word 8: ... b1 a b2 a [-b3-] a b4 a b5 ...\n"
        "    word 10: ... b2 a b3 a [-b4-] a b5 a b6 ...\n"
        "    ... and 4 more\n"
        "    address not written: https://a.example\n"
        "\n"
        "Not there:\n"
        "  posts/5.md  Title 5 (entry/5)"
    )


def test_json() -> None:
    report = Report()
    report.add(verification(1, "a b", "a<p>b"))
    report.add(verification(2, "a b", "a"))
    report.add(verification(3, None, ""))
    said = json.loads(json.dumps(report.as_dict()))
    assert (said["checked"], said["words"], said["accounted"]) == (3, 4, {})
    assert said["outcomes"] == {"same": 1, "accounted": 0, "different": 1, "missing": 1}
    assert said["structure"]["blocks"] == {"expected": 0, "missing": 0, "examples": []}
    different, missing = said["entries"]
    assert (different["key"], different["place"], different["status"]) == ("entry/2", "posts/2.md", "different")
    assert different["comparison"]["differences"] == [{"at": 1, "before": "a", "lost": "b", "added": "", "after": ""}]
    assert missing == {"key": "entry/3", "title": "Title 3", "place": "posts/3.md", "status": "missing"}


def test_a_report_does_not_grow_without_end() -> None:
    report = Report()
    for number in range(KEPT + 50):
        report.add(verification(number, "a b", "a"))
    assert len(report.kept) == KEPT
    assert report.outcomes["different"] == KEPT + 50
    assert report.as_text().endswith("  ... and 50 more")

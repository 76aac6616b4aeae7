"""Plans on servers: nothing is made by a plan, what is applied is what was planned, and a saved plan holds no password."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import make_url

from migrate.cli.main import run

from .blog import Database
from .runs import Place, first_version
from .test_plan_edits import second_version


def planned(server: Database, place: Place, *options: str) -> tuple[int, dict[str, int]]:
    """Exit code, and records by what becomes of them."""
    report = place.folder / "plan.json"
    code = run(["-q", "plan", str(place.export), server.url, "--report", f"json={report}", *options])
    return code, json.loads(report.read_text("utf-8"))["totals"]["entries"]


def test_planned_applied_and_planned_again(server: Database, tmp_path: Path) -> None:
    place = Place(tmp_path, "database")
    saved = tmp_path / "plan.zip"
    place.write(*first_version())
    code, counts = planned(server, place, "--save", str(saved), "--exit-code")
    assert code == 2 and set(counts) == {"create"}
    assert server.tables() == set()
    assert run(["-q", "apply", str(saved)]) == 0
    assert planned(server, place, "--exit-code")[0] == 0
    place.write(*second_version())
    code, counts = planned(server, place, "--save", str(saved), "--prune", "--exit-code")
    assert code == 2 and counts["delete"] == 1
    before = server.everything()
    assert run(["-q", "apply", str(saved)]) == 64
    assert server.everything() == before
    for _ in range(2):
        assert run(["-q", "apply", str(saved), "--yes"]) == 0
        assert {row["id"] for row in server.rows("entries")} == {1, 2, 3, 4, 6, 7, 8}
        assert {row["id"] for row in server.rows("comments")} == {11, 13, 31}
    assert len(server.rows("runs")) == 2
    server.execute("UPDATE entries SET title = 'mine' WHERE id = 2")
    assert planned(server, place)[1]["conflict"] == 1
    assert run(["-q", "apply", str(saved), "--yes"]) == 5


def test_a_password_is_asked_for_again(mysql: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = "wxr_plan_test"
    mysql.execute(f"DROP USER IF EXISTS {name}")
    mysql.execute(f"CREATE USER {name} IDENTIFIED BY 's3cr-et'")
    mysql.execute(f"GRANT ALL ON *.* TO {name}")
    try:
        url = make_url(mysql.url).set(username=name, password="s3cr-et").render_as_string(hide_password=False)
        place = Place(tmp_path, "database")
        place.write(*first_version())
        saved = tmp_path / "plan.zip"
        assert run(["-q", "plan", str(place.export), url, "--save", str(saved)]) == 0
        assert b"s3cr" not in saved.read_bytes()
        assert run(["apply", str(saved)]) == 64
        assert "does not hold the password" in capsys.readouterr().err
        assert run(["-q", "apply", str(saved), url]) == 0
        assert len(mysql.rows("entries")) == 7
    finally:
        mysql.execute(f"DROP USER {name}")

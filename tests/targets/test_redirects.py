"""The files of redirects, against what each host's documentation says that it reads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import pytest

from migrate.model.routes import Redirection
from migrate.targets.redirects import WRITERS, Setting, Written
from migrate.targets.redirects.forms import ALIASES, FORMS, SAYS_QUERIES
from migrate.targets.redirects.hosts import CLOUDFLARE_LIMIT, VERCEL_LIMIT

HERE = Setting("", "A blog")
THERE = Setting("https://new.example", "A blog")


def one(source: str, target: str = "/new/", query: str = "", status: int = 301) -> Redirection:
    return Redirection("entry/1", source, query, target, status, "old-slug", public=True)


def written(form: str, *rows: Redirection, setting: Setting = HERE) -> Written:
    return WRITERS[form](lambda: iter(rows), setting)


def lines(form: str, *rows: Redirection, setting: Setting = HERE) -> list[str]:
    return written(form, *rows, setting=setting).content.decode().splitlines()


def rules(form: str, *rows: Redirection) -> list[str]:
    return [line for line in lines(form, *rows) if line and not line.startswith("#")]


def test_every_form_has_a_writer() -> None:
    assert {ALIASES, *WRITERS} == set(FORMS) and set(WRITERS) > SAYS_QUERIES


@pytest.mark.parametrize("form", WRITERS)
def test_a_file_of_nothing_is_sound_and_nothing_is_lost(form: str) -> None:
    found = written(form)
    assert (found.said, found.left_out) == (0, {})
    assert found.content.endswith(b"\n")


@pytest.mark.parametrize("form", WRITERS)
def test_what_cannot_be_said_is_counted(form: str) -> None:
    rows = [one("/a/"), one("/b:c/*/"), one("/line\nbreak/"), one("/", query="x=1&y=2")]
    found = written(form, *rows)
    assert found.said + sum(count for count, _ in found.left_out.values()) == len(rows)
    assert "\nbreak" not in found.content.decode().replace('"/line\nbreak/"', "") or form == "csv"


def test_netlify_forces_what_the_home_page_would_hide() -> None:
    assert rules("netlify", one("/a b/"), one("/日/"), one("/", query="p=12", status=302)) == [
        "/a%20b/ /new/ 301",
        "/%E6%97%A5/ /new/ 301",
        "/%e6%97%a5/ /new/ 301",
        "/ p=12 /new/ 302!",
    ]


def test_cloudflare_is_exact_and_has_a_limit() -> None:
    assert rules("cloudflare", one("/a/"), one("/日")) == [
        "/a/ /new/ 301",
        "/%e6%97%a5 /new/ 301",
        "/a /new/ 301",
        "/%e6%97%a5/ /new/ 301",
        "/%E6%97%A5 /new/ 301",
        "/%E6%97%A5/ /new/ 301",
    ]
    many = [one(f"/{number}/") for number in range(CLOUDFLARE_LIMIT + 7)]
    found = written("cloudflare", *many, one("/", query="p=1"), one("/" + "a" * 1000))
    assert len(found.content.decode().splitlines()) == CLOUDFLARE_LIMIT + 1
    assert sorted(count for count, _ in found.left_out.values()) == [1, 1, 7]
    assert rules("cloudflare", *many)[-1] == f"/{CLOUDFLARE_LIMIT - 1}/ /new/ 301"


def test_vercel_escapes_what_is_a_pattern_to_it() -> None:
    rows = (one("/a(b)+c/"), one("/", query="p=12"), one("/x", "https://else.example/a:b?c=$1", status=302))
    found = json.loads(written("vercel", *rows).content)["redirects"]
    assert found == [
        {"source": "/a\\(b\\)\\+c{/}?", "destination": "/new/", "statusCode": 301},
        {
            "source": "/",
            "has": [{"type": "query", "key": "p", "value": "12"}],
            "destination": "/new/",
            "statusCode": 301,
        },
        {"source": "/x{/}?", "destination": "https://else.example/a%3Ab?c=%241", "statusCode": 302},
    ]
    many = written("vercel", *(one(f"/{number}/") for number in range(VERCEL_LIMIT + 3)))
    assert len(json.loads(many.content)["redirects"]) == VERCEL_LIMIT
    assert [count for count, _ in many.left_out.values()] == [3]


def test_nginx_has_room_for_its_maps() -> None:
    text = "\n".join(lines("nginx", *(one(f"/{number}/") for number in range(3000)), one("/" + "a" * 300)))
    assert "map_hash_max_size 8192;" in text and "map_hash_bucket_size 512;" in text
    assert '    "/日" "/a%24b/";' in lines("nginx", one("/日/", "/a$b/"))


def test_apache_takes_no_sign_of_a_target_for_a_reference() -> None:
    found = rules("apache", one('/a "b".c/', "/%E6$1/"))
    assert found == [
        "RewriteEngine On",
        'RewriteCond %{REQUEST_URI} "^/a\\ \\"b\\"\\.c/*$"',
        'RewriteRule ^ "/\\%E6\\$1/" [R=301,L,NE,QSD]',
    ]
    skip = rules("apache", one("/", query="p=1"), one("/", query="cat=2"), one("/a"))
    assert skip[2] == "RewriteRule ^ - [S=2]"


@pytest.mark.parametrize("form", ["nginx", "apache", "caddy", "csv"])
def test_on_another_host_targets_are_whole_addresses(form: str) -> None:
    text = "\n".join(lines(form, one("/a/"), one("/b/", "https://else.example/"), setting=THERE))
    assert "https://new.example/new/" in text.replace("\\", "") and "https://new.examplehttps" not in text
    assert "https://new.example$request_uri" in text or form != "nginx"


def test_hosts_that_serve_the_new_site_need_no_host() -> None:
    for form in ("netlify", "cloudflare", "vercel"):
        assert "new.example" not in "\n".join(lines(form, one("/a/"), setting=THERE))


def test_the_table_holds_all() -> None:
    assert lines("csv", one("/a,b/"), one("/", query="x=1&y=2")) == [
        "source,target,status,reason",
        '"/a,b/",/new/,301,old-slug',
        "/?x=1&y=2,/new/,301,old-slug",
    ]


def fields(text: Iterable[str]) -> list[list[str]]:
    return [re.split(r"\s+", line) for line in text]


@pytest.mark.parametrize("form", ["netlify", "cloudflare"])
def test_lines_have_no_more_fields_than_the_grammar(form: str) -> None:
    rows = [one("/a#b/"), one("/a b/"), one("/a?b/"), one("/a%20b/"), one("/é/", "https://x.example/a%20b#c")]
    for row in fields(rules(form, *rows)):
        assert len(row) == 3 and row[0].startswith("/") and row[0].isascii() and row[2] == "301"
        assert not re.search(r"[#?*:]", row[0])

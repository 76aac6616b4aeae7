"""Files for the configuration of web servers: nginx, Apache, Caddy. Each says at its head how it is included.

All match the decoded path, so that it does not matter how a link encodes it, with and without slash at its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from migrate.model.routes import Redirection
from migrate.targets.redirects.record import NAMES, QUERY, Ledger, Rows, Setting, Written, is_sayable, target_of

_SPECIAL = "with a character or query that the file cannot say"
_NAMES = "|".join(NAMES)
_LEAST_SIZE = 2_048
_LEAST_BUCKET = 128
_ROOM = 48
"""Bytes that nginx needs for an element of a hash beside its key."""

_NGINX_HEAD = """\
# Redirects from the addresses of the old site, for nginx. Written by wxr-migrate.
#
# In the block http:                       In the block server:
#   include {path};
#                                            if ($wxr_permanent) {{ return 301 $wxr_permanent; }}
#                                            if ($wxr_temporary) {{ return 302 $wxr_temporary; }}
{elsewhere}
# Where your configuration sets these two itself, keep the larger and delete the line here.
map_hash_max_size {size};
map_hash_bucket_size {bucket};

map $uri $wxr_path {{
    default "";
    "~^(?<wxr_rest>.*?)/*$" $wxr_rest;
}}

map $args $wxr_query {{
    default "";
    "~(?:^|&)(?<wxr_found>(?:{names})=[^&]*)" $wxr_found;
}}
"""
_APACHE_HEAD = """\
# Redirects from the addresses of the old site, for Apache (mod_rewrite). Written by wxr-migrate.
#
# In the block <VirtualHost>: Include {path}
# Or, on shared hosting, as the beginning of the file .htaccess in the folder of the site. Apache reads that file at
# every request: of many thousands of redirects it is slow.
{elsewhere}
RewriteEngine On
"""
_CADDY_HEAD = """\
# Redirects from the addresses of the old site, for Caddy 2. Written by wxr-migrate.
#
# In the block of the site: import {path}
{elsewhere}
"""
_ELSEWHERE = "#\n# On the server of the old address, lead all else on too: {}\n"


def _elsewhere(setting: Setting, how: str) -> str:
    return _ELSEWHERE.format(how.format(setting.origin)) if setting.origin else ""


def nginx(rows: Rows, setting: Setting) -> Written:
    """Maps for the block `http`. Keys of maps are compared without case; `$uri` is decoded."""
    ledger = Ledger()
    longest = 0

    def lines(status: int, *, queries: bool) -> Iterator[str]:
        nonlocal longest
        for one in rows():
            if one.status != status or bool(one.query) is not queries:
                continue
            if not is_sayable(one) or any(character in one.source for character in '"\\'):
                ledger.leave_out(_SPECIAL, one)
                continue
            ledger.said += 1
            key = one.source.rstrip("/") + (f"?{one.query}" if one.query else "")
            longest = max(longest, len(key.encode()))
            # In a value a dollar sign begins a variable.
            yield f'    "{key}" "{target_of(one, setting).replace("$", "%24")}";'

    blocks: list[str] = []
    for name, status in (("permanent", 301), ("temporary", 302)):
        for kind, key, queries in (("path", "$wxr_path", False), ("query", '"$wxr_path?$wxr_query"', True)):
            blocks += [f"\nmap {key} $wxr_{name}_by_{kind} {{", '    default "";', *lines(status, queries=queries), "}"]
        by_query, by_path = f"$wxr_{name}_by_query", f"$wxr_{name}_by_path"
        blocks += [f'\nmap {by_query} $wxr_{name} {{\n    default {by_query};\n    "" {by_path};\n}}']
    head = _NGINX_HEAD.format(
        path="/path/to/nginx.conf",
        names=_NAMES,
        size=_power(max(_LEAST_SIZE, 2 * ledger.said)),
        bucket=_power(max(_LEAST_BUCKET, longest + _ROOM)),
        elsewhere=_elsewhere(setting, "return 301 {}$request_uri;"),
    )
    return ledger.written(head + "\n".join(blocks) + "\n")


def _power(number: int) -> int:
    """The next power of two."""
    return 1 << (number - 1).bit_length()


def apache(rows: Rows, setting: Setting) -> Written:
    """Rules of mod_rewrite, exact: `Redirect` would take beginnings of paths, and no queries."""
    ledger = Ledger()

    def sayable(*, queries: bool) -> Iterator[Redirection]:
        for one in rows():
            if bool(one.query) is queries:
                if is_sayable(one):
                    ledger.said += 1
                    yield one
                else:
                    ledger.leave_out(_SPECIAL, one)

    by_query = [line for one in sayable(queries=True) for line in _apache_rule(one, setting)]
    lines: list[str] = []
    if by_query:
        rules = sum(line.startswith("RewriteRule") for line in by_query)
        # One look at the query keeps Apache from going through all of these for nothing.
        lines += [f"RewriteCond %{{QUERY_STRING}} !(?:^|&)(?:{_NAMES})=", f"RewriteRule ^ - [S={rules}]", *by_query]
    paths = (line for one in sayable(queries=False) for line in _apache_rule(one, setting))
    elsewhere = _elsewhere(setting, 'RewriteRule ^/?(.*)$ "{}/$1" [R=301,L]')
    head = _APACHE_HEAD.format(path="/path/to/apache.conf", elsewhere=elsewhere)
    content = head + "\n".join(chain(lines, paths)) + "\n"
    return ledger.written(content)


def _apache_rule(one: Redirection, setting: Setting) -> Iterator[str]:
    if query := QUERY.fullmatch(one.query):
        yield f'RewriteCond %{{QUERY_STRING}} "(?:^|&){query["name"]}={re.escape(query["value"])}(?:&|$)"'
    path = _in_quotes(re.escape(one.source.rstrip("/")))
    # The path of the request whatever folder the rules stand in. `%3A` would mean what a condition found.
    yield f'RewriteCond %{{REQUEST_URI}} "^{path}/*$"'
    target = re.sub(r"[%$]", lambda match: "\\" + match[0], target_of(one, setting))
    yield f'RewriteRule ^ "{_in_quotes(target)}" [R={one.status},L,NE,QSD]'


def _in_quotes(text: str) -> str:
    """As Apache reads it between double quotes: it halves backslashes only before a quote or another backslash."""
    return re.sub(r'\\(?=[\\"])|"', lambda match: "\\" + match[0], text)


def caddy(rows: Rows, setting: Setting) -> Written:
    """Maps, and the directives that answer with what they find. Keys are exact: one with, one without slash."""
    ledger = Ledger()
    used = [name for name in NAMES if any(one.query.startswith(f"{name}=") for one in rows())]

    def lines(status: int, name: str) -> Iterator[str]:
        for one in rows():
            query = QUERY.fullmatch(one.query)
            if one.status != status or (query["name"] if query else "") != name or (one.query and not query):
                continue
            if not is_sayable(one) or re.search(r'["`{}\\]', one.source):
                ledger.leave_out(_SPECIAL, one)
                continue
            ledger.said += 1
            value = f"?{query['value']}" if query else ""
            path = one.source.rstrip("/")
            for key in dict.fromkeys((f"{path}/", path or "/")):
                yield f'\t"{key}{value}" "{target_of(one, setting)}"'

    blocks: list[str] = []
    for name in (*used, ""):
        key = f'"{{path}}?{{query.{name}}}"' if name else "{path}"
        for status in (301, 302):
            found = list(lines(status, name))
            if found:
                variable = f"wxr_{name or 'path'}_{status}"
                blocks += [f"map {key} {{{variable}}} {{", *found, '\tdefault ""', "}"]
                blocks += [f'@{variable} `{{{variable}}} != ""`', f"redir @{variable} {{{variable}}} {status}", ""]
    for one in rows():
        if one.query and not QUERY.fullmatch(one.query):
            ledger.leave_out(_SPECIAL, one)
    head = _CADDY_HEAD.format(path="/path/to/caddy.conf", elsewhere=_elsewhere(setting, "redir {}{{uri}} 301"))
    return ledger.written(head + "\n".join(blocks) + "\n")

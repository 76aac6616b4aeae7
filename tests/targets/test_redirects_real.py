"""Redirects as real servers carry them out, and as real generators publish them."""

from __future__ import annotations

import csv
import http.client
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from exports import HOME, attachment, category, export, item

from migrate.cli.main import run
from tests.targets.built_site import Built
from tests.targets.clients import CLIENTS, Client
from tests.targets.clients import build as build_client
from tests.targets.hugo_site import build as build_hugo

NGINX = """\
daemon off; pid {0}/pid; error_log {0}/error.log;
events {{}}
http {{
    access_log off; client_body_temp_path {0}/a; proxy_temp_path {0}/b; fastcgi_temp_path {0}/c;
    uwsgi_temp_path {0}/d; scgi_temp_path {0}/e;
    include {1}/nginx.conf;
    server {{
        listen 127.0.0.1:{2}; root {0}/root;
        if ($wxr_permanent) {{ return 301 $wxr_permanent; }}
        if ($wxr_temporary) {{ return 302 $wxr_temporary; }}
    }}
}}
"""
APACHE = """\
ServerRoot {0}
ServerName localhost
Listen 127.0.0.1:{2}
PidFile {0}/pid
LoadModule mpm_event_module {3}/mod_mpm_event.so
LoadModule authz_core_module {3}/mod_authz_core.so
LoadModule rewrite_module {3}/mod_rewrite.so
ErrorLog {0}/error.log
DocumentRoot {0}/root
<Directory {0}/root>
    AllowOverride All
    Require all granted
</Directory>
{4}
"""
APACHE_INCLUDE = "<VirtualHost *:{2}>\nDocumentRoot {0}/root\nInclude {1}/apache.conf\n</VirtualHost>"
APACHE_MODULES = Path("/usr/lib/apache2/modules")
CADDY = "{{\n\tadmin off\n\tauto_https off\n}}\nhttp://127.0.0.1:{2} {{\n\timport {1}/caddy.conf\n\trespond 404\n}}\n"


def site(folder: Path, target: str, forms: str) -> Path:
    """A site with a former address of every kind."""
    rule = [("_redirect_rule_from", "/a (b) [c]$1"), ("_redirect_rule_to", "https://else.example/é?c=$1#d")]
    text = export(
        category("news", id=5),
        item(
            1,
            slug="open",
            link=f"{HOME}/2024/01/open/",
            content="a<!--nextpage-->b",
            categories=[("category", "news", "News"), ("post_tag", "a-b", "A b")],
            meta=[("_wp_old_slug", "was-open"), ("_wp_old_slug", "%e6%97%a5")],
        ),
        item(2, slug="日本", link=f"{HOME}/2024/01/%e6%97%a5%e6%9c%ac/", meta=[("_wp_old_slug", "it's")]),
        item(4, type="page", slug="about", link=f"{HOME}/about/"),
        attachment(50, link=f"{HOME}/2024/01/open/boat/", slug="boat", parent=1),
        item(60, type="redirect_rule", slug="r", link="", meta=[*rule, ("_redirect_rule_status_code", "302")]),
    )
    (folder / "export.xml").write_text(text, "utf-8")
    arguments = ["-q", "convert", str(folder / "export.xml"), str(folder / "site"), "--to", target]
    assert run([*arguments, "--redirects", forms]) == 0
    return folder / "site"


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "redirects/redirects.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def served(command: list[str], port: int, folder: Path) -> Iterator[None]:
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "said.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    try:
        for _ in range(100):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if server.poll() is not None:
                pytest.fail((folder / "said.log").read_text("utf-8", "replace"))
            time.sleep(0.05)
        yield
    finally:
        server.terminate()
        server.wait(20)


def answer(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Host": f"127.0.0.1:{port}"})
    response = connection.getresponse()
    response.read()
    connection.close()
    location = response.getheader("Location") or ""
    return response.status, location.removeprefix(f"http://127.0.0.1:{port}")


def asked(source: str) -> set[str]:
    """The ways in which one asks for an address: encoded as browsers and as WordPress do, with and without slash."""
    path, _, query = source.partition("?")
    encoded = quote(path)
    if query:
        return {f"{encoded}?{query}", f"{encoded}?utm_source=x&{query}&y"}
    ways = {encoded, "".join(part[:2].lower() + part[2:] for part in encoded.replace("%", "\0%").split("\0"))}
    lower = quote(path).replace("%E6%97%A5", "%e6%97%a5")
    return {one.rstrip("/") + end for one in ways | {lower} for end in ("", "/") if one.strip("/")}


@pytest.mark.parametrize("server", ["nginx", "apache", "htaccess", "caddy"])
def test_servers_lead_every_former_address_on(server: str, tmp_path: Path) -> None:
    name = "apache2" if server in ("apache", "htaccess") else server
    # Where programs for administrators lie is on the PATH of administrators only.
    program = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if program is None:
        if os.environ.get("REQUIRE_SERVICES"):
            pytest.fail(f"no {name}")
        pytest.skip(f"no {name}")
    form = "apache" if server == "htaccess" else server
    folder = site(tmp_path, "hugo", f"{form},csv")
    (tmp_path / "root").mkdir()
    tmp_path.chmod(0o755)
    port = free_port()
    configurations = folder / "redirects"
    if server == "nginx":
        (tmp_path / "conf").write_text(NGINX.format(tmp_path, configurations, port))
        command = [program, "-p", str(tmp_path), "-c", str(tmp_path / "conf"), "-e", str(tmp_path / "error.log")]
    elif server == "caddy":
        (tmp_path / "conf").write_text(CADDY.format(tmp_path, configurations, port))
        command = [program, "run", "--config", str(tmp_path / "conf"), "--adapter", "caddyfile"]
    else:
        include = APACHE_INCLUDE.format(tmp_path, configurations, port) if server == "apache" else ""
        if not include:
            shutil.copy(configurations / "apache.conf", tmp_path / "root/.htaccess")
            for above in tmp_path.parents:
                if above.stat().st_uid == os.getuid() and "pytest-" in str(above):
                    above.chmod(0o755)
        (tmp_path / "conf").write_text(APACHE.format(tmp_path, "", port, APACHE_MODULES, include))
        command = [program, "-DFOREGROUND", "-f", str(tmp_path / "conf")]
    rows = rows_of(folder)
    assert len({row["reason"] for row in rows}) >= 7
    with served(command, port, tmp_path):
        for row in rows:
            for path in asked(row["source"]):
                status, target = answer(port, path)
                assert (status, target.replace("%24", "$")) == (int(row["status"]), row["target"]), path
        for path in ("/2024/01/open/", "/about/", "/2024/01/was-openly/", "/2024/01/was-open/x/", "/?p=11", "/?pp=1"):
            assert answer(port, path)[0] in (403, 404), path


def published(folder: Path, client: Client | None) -> Built:
    return build_hugo(folder) if client is None else build_client(client, folder, HOME)


@pytest.mark.parametrize("client", [None, *CLIENTS], ids=lambda client: client.name if client else "hugo")
def test_generators_publish_every_former_address(client: Client | None, tmp_path: Path) -> None:
    folder = site(tmp_path, client.name if client else "hugo", "aliases,netlify,csv")
    built = published(folder, client)
    assert built.returncode == 0, built.output
    assert built.lost_redirects == {}
    wanted = {row["source"] for row in rows_of(folder) if "?" not in row["source"]}
    missing = {one for one in wanted if one not in built.pages} - {"/a (b) [c]$1"}
    assert {one for one in missing if not one.endswith("/feed/") or one == "/feed/"} == set()
    assert built.aliases["/2024/01/日/"] == "/2024/01/open/"
    assert not [one for one in built.aliases if built.pages[one].content is not None]
    assert "_redirects" in built.files
    assert client is None or client.name == "html" or not any(one.startswith("redirects/") for one in built.files)

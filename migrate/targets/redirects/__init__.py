"""The map of redirects in the formats of hosts and servers. What each can and cannot say is in docs/redirects.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from migrate.model.routes import Redirection
from migrate.targets.redirects.hosts import cloudflare, netlify, vercel
from migrate.targets.redirects.record import Rows, Setting, Written
from migrate.targets.redirects.servers import apache, caddy, nginx
from migrate.targets.redirects.table import table

__all__ = ["WRITERS", "Rows", "Setting", "Written"]

WRITERS: Mapping[str, Callable[[Callable[[], Iterator[Redirection]], Setting], Written]] = {
    "netlify": netlify,
    "cloudflare": cloudflare,
    "vercel": vercel,
    "nginx": nginx,
    "apache": apache,
    "caddy": caddy,
    "csv": table,
}
"""Format → what writes its file."""

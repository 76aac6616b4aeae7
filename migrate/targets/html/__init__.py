"""The target of plain HTML pages: a folder that any browser opens and any server shows."""

from migrate.targets.html.target import HtmlTarget

__all__ = ["HtmlTarget"]

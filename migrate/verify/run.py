"""A destination held against its export: every body that is there against what WordPress showed of it.

The export goes the whole way that `convert` goes, and nothing is written. What comes out of that says which bodies are
to be there, and what was lost on the way; the bodies themselves are read from the destination.
"""

from __future__ import annotations

from collections.abc import Callable

from migrate.mappers.bodies import BodyReader
from migrate.model.loss import Loss
from migrate.model.records import Comment, Entry
from migrate.plan.convert import Watched
from migrate.targets.site.mapping import load_site_mapping
from migrate.targets.site.reference import is_site
from migrate.verify.accounts import accounts_of
from migrate.verify.compare import compare
from migrate.verify.html_page import page_of_html
from migrate.verify.hugo import show_shortcodes
from migrate.verify.markdown_page import Dialect, page_of_markdown
from migrate.verify.page import Page
from migrate.verify.report import Report, Verification
from migrate.verify.source import page_of_body, page_of_comment
from migrate.verify.stored import Form, Store, StoredBody
from migrate.verify.text_page import page_of_text
from migrate.verify.zola import show_braces


class Verifier:
    """For `Job.watch`: compares, entry by entry, and fills `report`."""

    def __init__(self, store: Store, dialect: Dialect) -> None:
        self._store = store
        self._dialect = dialect
        self.report = Report()

    def __call__(self, watched: Watched) -> None:
        """One entry or attachment, with its comments."""
        if watched.bodies is None:
            return
        comments = {comment.key: comment for comment in watched.record.comments}
        sources: dict[tuple[str, bool], Page] = {}
        for stored in self._store.bodies(watched.group):
            if stored.key not in comments and not isinstance(watched.record, Entry):
                continue
            comment = comments.get(stored.key)
            title = watched.record.title if comment is None else f"comment by {comment.author_name or 'nobody'}"
            if stored.text is None:
                self.report.add(Verification(key=stored.key, title=title, place=stored.place))
                continue
            asked = stored.key, stored.form == "text"
            if asked not in sources:
                sources[asked] = self._source(watched, comment, watched.bodies, alternatives=stored.form == "text")
            losses = [loss for loss in watched.group.losses if loss.source == stored.key]
            self.report.add(self._compare(stored, title, sources[asked], losses))

    def _source(self, watched: Watched, comment: Comment | None, bodies: BodyReader, *, alternatives: bool) -> Page:
        record, root = watched.record, watched.root

        def link_of(url: str) -> str:
            return bodies.link_of(url, record.link, root)

        if comment is not None:
            return page_of_comment(comment.content, link_of=link_of, alternatives=alternatives)
        assert isinstance(record, Entry)
        subject = bodies.subject(record, root)
        return page_of_body(
            record.content_raw, subject, bodies.rules, bodies.lookup, link_of=link_of, alternatives=alternatives
        )

    def _compare(self, stored: StoredBody, title: str, source: Page, losses: list[Loss]) -> Verification:
        written = _PAGES[stored.form](stored.text or "", self._dialect)
        comparison = compare(source, written, accounts_of(losses))
        return Verification(key=stored.key, title=title, place=stored.place, comparison=comparison)


_PAGES: dict[Form, Callable[[str, Dialect], Page]] = {
    "html": lambda text, dialect: page_of_html(text),
    "markdown": page_of_markdown,
    "text": lambda text, dialect: page_of_text(text),
}


_SHORTCODES = {"hugo": show_shortcodes, "zola": show_braces}
"""Target → what shows the shortcodes in its Markdown."""


def dialect_of(target: str) -> Dialect:
    """The Markdown that a target writes."""
    if not is_site(target):
        return Dialect()
    return Dialect(heading_ids=load_site_mapping(target).bodies.heading_ids, shortcodes=_SHORTCODES.get(target))

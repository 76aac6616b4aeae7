"""A destination held against its export: every body that is there against what WordPress showed of it.

The export goes the whole way that `convert` goes, and nothing is written. What comes out of that says which bodies are
to be there, and what was lost on the way; the bodies themselves are read from the destination.
"""

from __future__ import annotations

from functools import partial

from migrate.mappers.bodies import BodyReader
from migrate.model.loss import Loss
from migrate.model.records import Author, Comment, Entry, Media, Term
from migrate.plan.convert import Watched
from migrate.verify.accounts import accounts_of
from migrate.verify.compare import compare
from migrate.verify.html_page import page_of_html
from migrate.verify.markdown_page import Dialect, page_of_markdown
from migrate.verify.page import Page
from migrate.verify.places import place_of, written_place
from migrate.verify.report import Report, Verification
from migrate.verify.source import page_of_body, page_of_comment
from migrate.verify.stored import Store, StoredBody
from migrate.verify.text_page import page_of_text


class Verifier:
    """For `Job.watch`: compares, entry by entry, and fills `report`."""

    def __init__(self, store: Store, dialect: Dialect = Dialect()) -> None:  # noqa: B008
        self._store = store
        self._dialect = dialect
        self.report = Report()

    def __call__(self, watched: Watched) -> None:
        """One entry or attachment, with its comments; an author or a term."""
        if watched.bodies is None:
            return
        record = watched.record
        comments = {comment.key: comment for comment in _comments(record)}
        sources: dict[tuple[str, str, bool], Page] = {}
        for stored in self._store.bodies(watched.group):
            if stored.key not in comments and isinstance(record, Media):
                continue
            comment = comments.get(stored.key)
            title = _title(record) if comment is None else f"comment by {comment.author_name or 'nobody'}"
            if stored.text is None:
                self.report.add(Verification(key=stored.key, title=title, place=stored.place))
                continue
            asked = stored.key, stored.file, stored.form == "text"
            if asked not in sources:
                sources[asked] = self._source(watched, comment, watched.bodies, stored)
            losses = [loss for loss in watched.group.losses if loss.source == stored.key]
            self.report.add(self._compare(stored, title, sources[asked], losses))

    def _source(self, watched: Watched, comment: Comment | None, bodies: BodyReader, stored: StoredBody) -> Page:
        record, root, alternatives = watched.record, watched.root, stored.form == "text"
        page = "" if isinstance(record, Author | Term) else record.link

        def link_of(url: str) -> str:
            url = bodies.link_of(url, page, root)
            return place_of(url, stored.file) if stored.file else url

        if comment is not None:
            return page_of_comment(comment.content, link_of=link_of, alternatives=alternatives)
        if isinstance(record, Author | Term):
            return page_of_comment(record.description, link_of=link_of, alternatives=alternatives)
        assert isinstance(record, Entry)
        subject = bodies.subject(record, root)
        return page_of_body(
            record.content_raw, subject, bodies.rules, bodies.lookup, link_of=link_of, alternatives=alternatives
        )

    def _compare(self, stored: StoredBody, title: str, source: Page, losses: list[Loss]) -> Verification:
        comparison = compare(source, self._written(stored), accounts_of(losses))
        return Verification(key=stored.key, title=title, place=stored.place, comparison=comparison)

    def _written(self, stored: StoredBody) -> Page:
        text = stored.text or ""
        link_of = partial(written_place, file=stored.file) if stored.file else None
        match stored.form:
            case "html":
                return page_of_html(text, link_of=link_of)
            case "markdown":
                return page_of_markdown(text, self._dialect, link_of=link_of)
            case "text":
                return page_of_text(text)


def _comments(record: Entry | Media | Author | Term) -> tuple[Comment, ...]:
    return () if isinstance(record, Author | Term) else record.comments


def _title(record: Entry | Media | Author | Term) -> str:
    match record:
        case Author():
            return record.display_name or record.login
        case Term():
            return record.name
        case _:
            return record.title

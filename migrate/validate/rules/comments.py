"""K: comments."""

from __future__ import annotations

from migrate.validate.finding import Fix, Severity, comment_spot, quoted
from migrate.validate.rule import Found, Gather, Hit, Subject, first_comment, rule
from migrate.validate.views import ExportView, ItemView, whole_number

_APPROVED = frozenset({"", "0", "1", "approve", "hold", "spam", "trash", "post-trashed"})
_LINKBACKS = frozenset({"pingback", "trackback", "webmention"})


@rule("K001", "dangling-comment-parent", Severity.WARNING, Subject.COMMENTS, fix=Fix.UNSAFE)
def dangling_comment_parent(item: ItemView) -> Found:
    """The comment that a comment answers is not there.

    What it does
    Looks up `<wp:comment_parent>` among the comments of the item.
    Why it matters
    The answer moves to the top. WordPress leaves spam out of exports, and answers to it in.
    Example
        <wp:comment_parent>12</wp:comment_parent> and no comment 12
    How to mend it
    Nothing needs to be done. `--unsafe-fixes` writes 0.
    """
    comments = item.raw.comments
    ids = {"", "0", *(one.id for one in comments)}
    for nth, one in enumerate(comments):
        if one.parent not in ids:
            message = f"the comment that it answers, {quoted(one.parent, 20)}, is not there"
            yield Hit(message, comment_spot(nth, "comment_parent"), f"comment {one.id}")


@rule("K002", "circle-of-comments", Severity.WARNING, Subject.COMMENTS, fix=Fix.UNSAFE)
def circle_of_comments(item: ItemView) -> Found:
    """Comments answer each other.

    What it does
    Follows the parents of every comment.
    Why it matters
    They are shown nowhere, and programs that follow parents never end.
    Example
        comment 1 answers 2, and 2 answers 1
    How to mend it
    `--unsafe-fixes` writes 0 for the first of them.
    """
    comments = item.raw.comments
    parents = {one.id: one.parent for one in comments if one.parent not in ("", "0")}
    if not parents:
        return
    done: set[str] = set()
    for nth, comment in enumerate(comments):
        trail: set[str] = set()
        here = comment.id
        while here in parents and here not in done and here not in trail:
            trail.add(here)
            here = parents[here]
        if here in trail:
            yield Hit("the comment answers itself, over others", comment_spot(nth, "comment_parent"), comment.id)
        done |= trail


@rule("K003", "spam-in-export", Severity.INFO, Subject.COMMENTS, gather=Gather.EXPORT)
def spam_in_export(item: ItemView) -> Found:
    """Spam is in the export.

    What it does
    Counts comments of status `spam`.
    Why it matters
    WordPress leaves spam out since 3.1; other exporters do not. It is not published.
    Example
        <wp:comment_approved>spam</wp:comment_approved>
    How to mend it
    Empty the spam folder on the site.
    """
    spam = [nth for nth, one in enumerate(item.raw.comments) if one.approved == "spam"]
    return first_comment("comments are marked as spam", spam, "comment_approved")


@rule("K004", "pingback-without-source", Severity.INFO, Subject.COMMENTS)
def pingback_without_source(item: ItemView) -> Found:
    """A pingback does not say where it comes from.

    What it does
    Looks for pingbacks and trackbacks without an address.
    Why it matters
    A pingback is a link from another site: without its address it is nothing.
    Example
        <wp:comment_type>pingback</wp:comment_type> with <wp:comment_author_url></wp:comment_author_url>
    How to mend it
    Delete it on the site.
    """
    for nth, one in enumerate(item.raw.comments):
        if one.type in _LINKBACKS and not one.author_url.strip():
            message = f"the {one.type} does not say where it comes from"
            yield Hit(message, comment_spot(nth, "comment_author_url"), one.id)


@rule("K005", "comment-without-number", Severity.WARNING, Subject.COMMENTS)
def comment_without_number(item: ItemView) -> Found:
    """A comment has no number.

    What it does
    Checks `<wp:comment_id>`.
    Why it matters
    No comment can answer it; WordPress's importer keeps only the last of such comments.
    Example
        <wp:comment><wp:comment_author>Ann</wp:comment_author>
    How to mend it
    Number the comments of the item.
    """
    for nth, one in enumerate(item.raw.comments):
        if (whole_number(one.id) or 0) <= 0:
            yield Hit("the comment has no number", comment_spot(nth), f"{one.date} {one.author}")


@rule("K006", "repeated-comment-number", Severity.WARNING, Subject.COMMENTS)
def repeated_comment_number(item: ItemView) -> Found:
    """Two comments of an item share a number.

    What it does
    Compares the numbers of an item's comments.
    Why it matters
    WordPress's importer keeps only the last of them.
    Example
        two <wp:comment_id>5</wp:comment_id>
    How to mend it
    Remove the comment that is there twice, or number one anew.
    """
    comments = item.raw.comments
    if len(comments) < 2 or len({one.id for one in comments}) == len(comments):
        return
    seen: set[str] = set()
    for nth, comment in enumerate(comments):
        if comment.id and comment.id in seen:
            message = f"another comment has the number {comment.id} too"
            yield Hit(message, comment_spot(nth, "comment_id"), comment.id)
        seen.add(comment.id)


@rule("K007", "empty-comment", Severity.INFO, Subject.COMMENTS)
def empty_comment(item: ItemView) -> Found:
    """A comment has no text.

    What it does
    Looks for empty `<wp:comment_content>` of what is no reaction such as a like.
    Why it matters
    There is nothing to show; the text may have been lost.
    Example
        <wp:comment_content><![CDATA[]]></wp:comment_content>
    How to mend it
    Delete it on the site.
    """
    for nth, one in enumerate(item.raw.comments):
        if not one.content.strip() and one.type in ("", "comment"):
            yield Hit("the comment has no text", comment_spot(nth, "comment_content"), one.id)


@rule("K008", "unknown-comment-status", Severity.WARNING, Subject.COMMENTS)
def unknown_comment_status(item: ItemView) -> Found:
    """A comment's status is none of WordPress's.

    What it does
    Checks `<wp:comment_approved>`.
    Why it matters
    The comment is not taken for approved, and so not published.
    Example
        <wp:comment_approved>yes</wp:comment_approved>
    How to mend it
    Write 1 for approved, 0 for waiting.
    """
    for nth, one in enumerate(item.raw.comments):
        if one.approved not in _APPROVED:
            message = f"the comment's status is {quoted(one.approved)}"
            yield Hit(message, comment_spot(nth, "comment_approved"), one.id)


@rule("K009", "unknown-comment-type", Severity.INFO, Subject.COMMENTS, gather=Gather.DETAIL)
def unknown_comment_type(item: ItemView) -> Found:
    """No mapping knows a type of comments.

    What it does
    Looks comment types up in the mapping.
    Why it matters
    Comments of unknown types are not published.
    Example
        <wp:comment_type>applause</wp:comment_type>
    How to mend it
    Name it in a mapping of your own, if such comments were public.
    """
    known = item.export.mapping.comment_kinds
    for nth, one in enumerate(item.raw.comments):
        if one.type and known.get(one.type) is None:
            message = f"the comment type {quoted(one.type)} is unknown, so comments of it are not published"
            yield Hit(message, comment_spot(nth, "comment_type"), one.type)


@rule("K010", "answer-before-question", Severity.INFO, Subject.COMMENTS)
def answer_before_question(item: ItemView) -> Found:
    """An answer has a smaller number than the comment that it answers.

    What it does
    Compares the numbers of comments and of those they answer.
    Why it matters
    WordPress's importer goes by number, and hangs such an answer below the wrong comment.
    Example
        comment 5 answers comment 9
    How to mend it
    Number the comments anew, older ones first.
    """
    comments = item.raw.comments
    if len(comments) < 2:
        return
    ids = {one.id for one in comments}
    for nth, one in enumerate(comments):
        if one.parent in ids and one.parent.isdecimal() and one.id.isdecimal() and int(one.parent) > int(one.id):
            message = f"it answers comment {one.parent}, and is numbered before it"
            yield Hit(message, comment_spot(nth, "comment_parent"), f"comment {one.id}")


@rule("K011", "comment-of-two-items", Severity.WARNING, Subject.EXPORT)
def comment_of_two_items(export: ExportView) -> Found:
    """Comments of two items share a number.

    What it does
    Compares the numbers of all comments.
    Why it matters
    Exports of two sites, or of two days, were put together: answers may hang below the wrong comment.
    Example
        <wp:comment_id>5</wp:comment_id> in two posts
    How to mend it
    Give only the newer export, or convert the sites one by one.
    """
    execute = export.tables.database.execute
    find = "SELECT wp_id, min(seq) FROM comments WHERE wp_id > 0 GROUP BY wp_id HAVING count(DISTINCT seq) > 1"
    for wp_id, first in execute(find).fetchall():
        first_id, digest = execute("SELECT wp_id, digest FROM items WHERE seq = ?", (first,)).fetchone()
        where = "SELECT c.seq, min(c.nth), i.wp_id, i.digest FROM comments c JOIN items i ON i.seq = c.seq"
        for seq, nth, item_id, other in execute(
            f"{where} WHERE c.wp_id = ? AND c.seq > ? GROUP BY c.seq", (wp_id, first)
        ).fetchall():
            if other != digest and (item_id != first_id or item_id is None):
                message = f"another item has a comment of the number {wp_id} too"
                yield Hit(message, comment_spot(nth, "comment_id"), str(wp_id), seq=seq, related=first)

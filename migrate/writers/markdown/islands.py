"""HTML within Markdown, in a form that CommonMark leaves alone.

A block of HTML ends at a blank line, so it has none. Within a line of text tags are left alone, but what stands between
them is read as Markdown: its punctuation is written as entities.
"""

from __future__ import annotations

import re

_BLANK = re.compile(r"\n(?:[ \t\r\f]*\n)+")
_TAG = r"""</?[A-Za-z][^\s/>]*(?:"[^"]*"|'[^']*'|[^'">])*>"""
_PIECES = re.compile(
    rf"(<(?P<kept>pre|textarea)\b.*?</(?P=kept)\s*>|<(?:script|style)\b.*?</(?:script|style)\s*>|<!--.*?-->|{_TAG})",
    re.IGNORECASE | re.DOTALL,
)
_TAGS = re.compile(rf"(<!--.*?-->|{_TAG})", re.DOTALL)
_BLOCK = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|"
    "fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|"
    "menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|source|summary|table|tbody|td|tfoot|th|thead|title|"
    "tr|track|ul"
)
_STARTS_BLOCK = re.compile(rf"</?(?:{_BLOCK})(?=[ \t\n>]|/>)", re.IGNORECASE)
_WHOLE_OPENS = re.compile(r"<(pre|script|style|textarea)\b", re.IGNORECASE)
_WHOLE_CLOSES = re.compile(r"</(pre|script|style|textarea)", re.IGNORECASE)
_REST = re.compile(r"\s*>")
_STARTS_IN_TEXT = re.compile(r"<(?:[!?]|(/?)([A-Za-z][A-Za-z0-9]*)(?=[ \t\n>]|(/>|$)))")
"""What may begin a block of HTML. Names are looked up: an alternative each takes several times as long."""
_BLOCKS = frozenset({*_BLOCK.replace("|h[1-6]|", "|").split("|"), "h1", "h2", "h3", "h4", "h5", "h6"})
_WHOLE = frozenset({"script", "pre", "style", "textarea"})
"""They are blocks up to their end tag."""
_RAW_TEXT = re.compile(r"<(?:script|style|textarea|xmp|plaintext|title)\b", re.IGNORECASE)
_ENTITIES = {ord(character): f"&#{ord(character)};" for character in "*_~`[]\\$|^{}:"} | {ord("<"): "&lt;"}


def island(html: str) -> str:
    """HTML as a block of Markdown, which shows the same."""
    html = html.strip(" \t\r\n")
    if not _STARTS_BLOCK.match(html):
        if _is_one_whole(html):
            return html
        html = f"<div>\n{html}\n</div>"
    return _without_blank_lines(html)


def _is_one_whole(html: str) -> bool:
    """Whether it is one comment, or one element that is a block up to its end tag."""
    if html.startswith("<!--"):
        return html.find("-->", 4) == len(html) - 3
    opens = _WHOLE_OPENS.match(html)
    closes = _WHOLE_CLOSES.search(html, opens.end()) if opens else None
    if opens is None or closes is None or opens[1].lower() != closes[1].lower():
        return False
    return _REST.fullmatch(html, closes.end()) is not None


def _without_blank_lines(html: str) -> str:
    if not _BLANK.search(html):
        return html
    out = []
    for piece in _PIECES.split(html):
        if not piece or piece.lower() in ("pre", "textarea"):
            continue
        head = piece[:9].lower()
        if not piece.startswith("<") or head.startswith(("<script", "<style", "<!--")):
            out.append(_BLANK.sub("\n", piece))
        else:
            # In `<pre>` and in the values of attributes a newline counts.
            out.append(_BLANK.sub(lambda found: "\n" + "&#10;" * (found.group().count("\n") - 1), piece))
    return "".join(out)


def within_line(html: str) -> str | None:
    """HTML within a line of Markdown, which shows the same; None where it has to be a block (scripts, styles)."""
    if _RAW_TEXT.search(html):
        return None
    pieces = _TAGS.split(" ".join(html.split()) if "\n" in html or "\t" in html else html)
    return "".join([piece if index % 2 else piece.translate(_ENTITIES) for index, piece in enumerate(pieces)])


def starts_block(markdown: str) -> bool:
    """Whether a line of this paragraph would begin a block of HTML instead."""
    # A character alone is found several times as fast as two.
    at = 0 if markdown[:1] == "<" else (markdown.find("\n<") + 1 or -1) if "\n" in markdown else -1
    while at >= 0:
        if found := _STARTS_IN_TEXT.match(markdown, at):
            closes, name, ends = found.groups()
            name = name and name.lower()
            if name is None or name in _BLOCKS or (name in _WHOLE and not closes and ends is None):
                return True
        at = markdown.find("\n<", at) + 1 or -1
    return False

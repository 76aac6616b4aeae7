"""Bodies become the documents that the golden cases say; comments; what the caller may change; closed lists."""

from __future__ import annotations

import gc
import hashlib
import re
from pathlib import Path

import msgspec
import pytest
from document_trees import outline
from small_site import SmallSite, read, shipped_rules

from migrate.content.block_handlers import BLOCK_HANDLERS
from migrate.content.handlers import SHORTCODE_HANDLERS
from migrate.content.nodes import NODE_MAKERS
from migrate.content.read import LOSSES, Addresses, Read, Subject, read_body, read_comment
from migrate.content.values import TRANSFORM_FUNCTIONS
from migrate.model import body_rules
from migrate.model.document import Document
from migrate.model.inlines import Image

_CASE = re.compile(
    r"^## (?P<title>[^\n]*)\n\n(?P<meta>(?:```meta \w+\n.*?\n```\n\n)*)```body\n(?P<body>.*?)\n```\n\n"
    r"```tree\n(?P<tree>.*?)\n```\n(?:\n```losses\n(?P<losses>.*?)\n```\n)?",
    re.DOTALL | re.MULTILINE,
)
_META = re.compile(r"```meta (\w+)\n(.*?)\n```\n", re.DOTALL)
FILES = sorted(Path(__file__).with_name("golden").glob("body-*.md"))
CASES = [
    pytest.param(
        case["body"],
        dict(_META.findall(case["meta"])),
        case["tree"],
        case["losses"] or "",
        id=f"{path.stem}: {case['title']}",
    )
    for path in FILES
    for case in _CASE.finditer(path.read_text(encoding="utf-8"))
]


def shown(document: Document) -> str:
    notes = [
        f"Footnote {note.id}\n" + re.sub("^", "  ", outline(note.blocks), flags=re.M) for note in document.footnotes
    ]
    return "\n".join([outline(document.blocks), *notes])


def test_all_cases_are_read() -> None:
    assert len(CASES) == sum(path.read_text(encoding="utf-8").count("\n## ") for path in FILES) > 35


@pytest.mark.parametrize(("body", "meta", "tree", "losses"), CASES)
def test_golden(body: str, meta: dict[str, str], tree: str, losses: str) -> None:
    found = read(body, **meta)
    assert shown(found.document) == tree
    assert "\n".join(f"{loss.kind} {loss.field}: {loss.detail}" for loss in found.losses) == losses


def test_closed_lists_are_complete() -> None:
    """What a mapping may name is there, and nothing is there that no mapping may name."""
    assert set(NODE_MAKERS) == set(body_rules.NODES)
    assert set(SHORTCODE_HANDLERS) == set(body_rules.SHORTCODE_HANDLERS)
    assert set(BLOCK_HANDLERS) == set(body_rules.BLOCK_HANDLERS)
    assert set(TRANSFORM_FUNCTIONS) == set(body_rules.TRANSFORMS)
    assert {field for shape in body_rules.NODES.values() for field in shape.fields} == set(body_rules.FIELDS)
    used = {rule.handler for _, rule in (*shipped_rules().shortcodes.items(), *shipped_rules().blocks.items())}
    assert used - {""} == {*body_rules.SHORTCODE_HANDLERS, *body_rules.BLOCK_HANDLERS}


def test_losses_are_documented() -> None:
    kinds = {loss.kind for case in CASES for loss in read(case.values[0], **case.values[1]).losses}
    assert kinds <= set(LOSSES)
    assert kinds >= set(LOSSES) - {"too-deep", "too-large"}


def test_addresses_and_images_pass_through_the_caller() -> None:
    def complete(image: Image) -> Image:
        return msgspec.structs.replace(image, media="known")

    body = (
        "<a href='/a'>a</a> <img src='/i.png'>\n\n[gallery ids=2]\n\n[vimeo 12]\n\n[audio mp3=/s.mp3]\n\n"
        "[su_button url='/b']b[/su_button]\n\n[et_pb_image src='/j.png'][/et_pb_image]"
    )
    addresses = Addresses(lambda url: f"new:{url}", lambda url: f"key:{url}", complete)
    found = read_body(body, Subject(key="entry-1"), shipped_rules(), SmallSite(), addresses=addresses)
    text = msgspec.json.encode(found.document).decode()
    assert [url for url in re.findall(r'"(?:url|link)":"([^"]*)"', text) if not url.startswith("new:")] == []
    assert text.count('"media":"known"') == 2
    assert '"target":"key:/a"' in text


def test_smilies_are_shown_where_asked_for() -> None:
    body = "One :-)\n\n[caption width=9]<img src='/i.png'> Two ;)[/caption]\n\n<pre>:)</pre>"
    lookup = SmallSite()
    shown = read_body(body, Subject(), shipped_rules(), lookup, smilies=True).document
    assert outline(shown.blocks).count("🙂") == outline(shown.blocks).count("😉") == 1
    assert "CodeBlock text=':)'" in outline(shown.blocks)
    plain = outline(read_body(body, Subject(), shipped_rules(), lookup).document.blocks)
    assert plain == outline(shown.blocks).replace("🙂", ":-)").replace("😉", ";)")
    assert outline(read_comment("Hi :) <code>:)</code>", smilies=True).document.blocks) == (
        "Paragraph\n  'Hi 🙂 '\n  Code text=':)'"
    )
    assert ":)" in outline(read_comment("Hi :)").document.blocks)


def test_a_mapping_of_the_user_changes_what_becomes_of_a_shortcode(tmp_path: Path) -> None:
    from migrate.mappers.mapping import load_rules

    mine = tmp_path / "mine.toml"
    mine.write_text(
        "[shortcodes]\n"
        "film = { plugin = 'core', node = 'embed', url = \"@0 | url:https://films.example/*\" }\n"
        "gallery = { do = 'keep' }\n"
        "toc = { do = 'placeholder' }\n"
        "[blocks]\n'acme/rating' = { do = 'drop' }\n"
        "'acme/film' = { node = 'embed', url = 'film.address | url', caption = 'content' }\n"
    )
    rules = load_rules([mine])
    body = "[film 7] [gallery] [toc]"
    assert outline(read(body, rules).document.blocks).splitlines() == [
        "Embed url='https://films.example/7'",
        "Paragraph",
        "  '[gallery]'",
        "Placeholder name='toc' source='[toc]'",
    ]
    blocks = (
        '<!-- wp:acme/rating {"stars":3} /-->'
        '<!-- wp:acme/film {"film":{"address":"/f"}} -->A <b>b</b><!-- /wp:acme/film -->'
    )
    found = read(blocks, rules)
    assert outline(found.document.blocks).splitlines()[0] == "Embed url='/f'"
    assert [(loss.kind, loss.field) for loss in found.losses] == [("dropped", "acme/rating")]


def test_answers_of_providers_that_wordpress_kept() -> None:
    url = "https://x.example/status/1?a=1&b=2"
    key = hashlib.md5(f'{url}a:2:{{s:5:"width";i:640;s:6:"height";i:960;}}'.encode()).hexdigest()
    meta = {f"_oembed_{key}": "<blockquote>Kept</blockquote>", f"_oembed_time_{key}": "1", "_oembed_0": "{{unknown}}"}
    body = (
        f"<ul><li>[embed]{url.replace('&', '&amp;')}[/embed]</li></ul>\n\n"
        "[embed]https://x.example/2[/embed]\n\n[gallery ids=1]"
    )
    found = read(body, **meta)
    assert repr(found.document).count("<blockquote>Kept</blockquote>") == 1
    assert (
        msgspec.to_builtins(found.document.blocks[0])["items"][0]["blocks"][0]["html"]
        == "<blockquote>Kept</blockquote>"
    )
    bare = read(body)
    assert outline(bare.document.blocks) == outline(found.document.blocks).replace(
        " html='<blockquote>Kept</blockquote>'", ""
    )


COMMENTS = {
    "One\ntwo\n\nThree": "Paragraph\n  'One'\n  LineBreak\n  'two'\nParagraph\n  'Three'",
    "See http://a.example/x_(y), or www.b.example.": (
        "Paragraph\n  'See '\n  Link url='http://a.example/x_(y)' attributes={'rel': 'nofollow'}\n"
        "    'http://a.example/x_(y)'\n  ', or '\n  Link url='http://www.b.example' attributes={'rel': 'nofollow'}\n"
        "    'www.b.example'\n  '.'"
    ),
    "https://youtu.be/abcdefghijk": (
        "Paragraph\n  Link url='https://youtu.be/abcdefghijk' attributes={'rel': 'nofollow'}\n"
        "    'https://youtu.be/abcdefghijk'"
    ),
    "[gallery] <!-- wp:latest-posts /-->": "Paragraph\n  '[gallery]'",
    "<a href='http://a.example/'>http://a.example/</a> <code>http://b.example/</code>": (
        "Paragraph\n  Link url='http://a.example/'\n    'http://a.example/'\n  ' '\n  Code text='http://b.example/'"
    ),
    "me@a.example javascript://x": (
        "Paragraph\n  Link url='mailto:me@a.example'\n    'me@a.example'\n  ' javascript://x'"
    ),
    '<strong>Title</strong>\n\n[...] <wxr-node n="1"></wxr-node>': (
        "Paragraph\n  Strong\n    'Title'\nParagraph\n  '[...] <wxr-node n=\"1\"></wxr-node>'"
    ),
}


@pytest.mark.parametrize("text", COMMENTS)
def test_comments(text: str) -> None:
    found = read_comment(text)
    assert isinstance(found, Read)
    assert outline(found.document.blocks) == COMMENTS[text]


@pytest.mark.parametrize(("body", "meta", "tree", "losses"), CASES)
def test_leaves_no_circles_of_garbage(body: str, meta: dict[str, str], tree: str, losses: str) -> None:
    read(body, **meta)
    gc.collect()
    gc.disable()
    try:
        read(body, **meta)
        assert gc.collect() == 0
    finally:
        gc.enable()

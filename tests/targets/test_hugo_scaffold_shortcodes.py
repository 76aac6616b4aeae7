"""Our shortcodes, as a real Hugo shows them: galleries, embeds, players, and any text as their parameters."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path
from typing import Any

import html5lib
import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.targets.test_hugo_scaffold import SCAFFOLD, built_site, page, tree

Content = Callable[[str], Any]


def parameter(text: str) -> str:
    """Our own shortcodes turn entities back."""
    for character, entity in (("&", "&amp;"), ('"', "&quot;"), ("\\", "&#92;"), ("\n", "&#10;"), ("\r", "&#13;")):
        text = text.replace(character, entity)
    return f'"{text}"'


@pytest.fixture
def content(tmp_path: Path) -> Content:
    """The element with the content of a page with this body."""

    def built(body: str) -> Any:
        site = built_site(tmp_path, {"content/posts/a.md": page(body, title="A", url="/a/")})
        return tree(site, "/a/").xpath("//*[@data-wxr-content]")[0]

    return built


def test_gallery(content: Content) -> None:
    image = '{{< wp-image src=%s alt=%s title=%s width="30" link=%s >}}*A* `{` caption{{< /wp-image >}}'
    image %= tuple(map(parameter, ("/a b.jpg?x=1&y=2", 'say "hi" \\ & <b>', "T", "/full/")))
    call = f'{{{{< wp-gallery columns="3" style="slideshow" >}}}}\n{image}\n{{{{< wp-image src="/b.jpg" />}}}}\n'
    call += "{{< wp-caption >}}All **of** it{{< /wp-caption >}}\n{{< /wp-gallery >}}"
    found = content(f"Before\n\n{call}\n\nAfter")
    gallery = found.xpath("./figure")[0]
    assert gallery.get("class") == "wp-gallery columns-3 is-slideshow"
    first, second = gallery.xpath("./div/figure")
    assert dict(first.xpath("./a/img")[0].attrib) == {
        "src": "/a%20b.jpg?x=1&y=2",
        "alt": 'say "hi" \\ & <b>',
        "title": "T",
        "width": "30",
        "loading": "lazy",
    }
    assert first.xpath("./a/@href") == ["/full/"]
    assert [one.text_content() for one in first.xpath("./figcaption")] == ["A { caption"]
    assert (second.xpath(".//a | .//figcaption"), second.xpath("./img/@alt")) == ([], [""])
    assert [one.text_content() for one in gallery.xpath("./figcaption")] == ["All of it"]
    assert " ".join(found.text_content().split()) == "Before A { caption All of it After"


def test_gallery_in_a_quotation_and_in_a_list_shows_nothing_of_their_markers(content: Content) -> None:
    call = '{{< wp-gallery >}}\n{{< wp-image src="/a.jpg" >}}one{{< /wp-image >}}\n{{< /wp-gallery >}}'
    quoted = "\n".join("> " + line for line in call.splitlines())
    listed = "- x\n\n" + "\n".join("  " + line for line in call.splitlines())
    found = content(f"{quoted}\n\n{listed}")
    assert found.xpath("./blockquote/figure/div/figure/img/@src") == ["/a.jpg"]
    assert found.xpath("./ul/li/figure/div/figure/img/@src") == ["/a.jpg"]
    assert found.text_content().split() == ["one", "x", "one"]


PLAYERS = [
    ("youtube", "abcdefghij_", "https://youtu.be/abcdefghij_", "www.youtube-nocookie.com/embed/abcdefghij_"),
    (
        "youtube",
        "abcdefghij_",
        "https://youtu.be/abcdefghij_?t=1h02m08s",
        "www.youtube-nocookie.com/embed/abcdefghij_?start=3728",
    ),
    (
        "youtube",
        "abcdefghij_",
        "https://www.youtube.com/watch?v=abcdefghij_&t=90",
        "www.youtube-nocookie.com/embed/abcdefghij_?start=90",
    ),
    (
        "youtube",
        "PL0123456789",
        "https://www.youtube.com/playlist?list=PL0123456789",
        "www.youtube-nocookie.com/embed/videoseries?list=PL0123456789",
    ),
    ("vimeo", "123", "https://vimeo.com/123", "player.vimeo.com/video/123"),
    ("vimeo", "123", "https://vimeo.com/123/abc9", "player.vimeo.com/video/123?h=abc9"),
    ("dailymotion", "x7", "https://dai.ly/x7", "www.dailymotion.com/embed/video/x7"),
    ("ted", "some_talk", "https://www.ted.com/talks/some_talk", "embed.ted.com/talks/some_talk"),
    ("videopress", "AbCdEfGh", "https://videopress.com/v/AbCdEfGh", "videopress.com/embed/AbCdEfGh"),
    (
        "spotify",
        "user/me/playlist/1",
        "https://open.spotify.com/user/me/playlist/1",
        "open.spotify.com/embed/playlist/1",
    ),
    (
        "soundcloud",
        "a/b",
        "https://soundcloud.com/a/b",
        "w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fa%2Fb",
    ),
    ("mixcloud", "a/b", "https://www.mixcloud.com/a/b/", "player-widget.mixcloud.com/widget/iframe/?feed=%2Fa%2Fb%2F"),
    ("archive", "tape-1", "https://archive.org/details/tape-1", "archive.org/embed/tape-1"),
    (
        "twitch",
        "99",
        "https://www.twitch.tv/videos/99",
        "player.twitch.tv/?autoplay=false&parent=blog.example&video=99",
    ),
    ("twitch", "Nice", "https://clips.twitch.tv/Nice", "clips.twitch.tv/embed?clip=Nice&parent=blog.example"),
    ("issuu", "me/docs/it", "https://issuu.com/me/docs/it", "e.issuu.com/embed.html?d=it&u=me"),
    ("google-maps", "", "http://www.google.com/maps/embed?pb=x", "www.google.com/maps/embed?pb=x"),
    (
        "openstreetmap",
        "",
        "https://www.openstreetmap.org/export/embed.html?bbox=1",
        "www.openstreetmap.org/export/embed.html?bbox=1",
    ),
]
"""Provider, id, address of the page; address of the player."""

CARDS = [
    ("twitter", "12", "https://twitter.com/a/status/12?x=1&y=2"),
    ("google-maps", "", "https://www.google.com/maps/place/X"),
    ("vimeo", "", "https://vimeo.com/"),
    ("", "", 'https://other.example/?a=<b>&c="d"'),
]
"""What nobody can show without asking the provider."""


def test_embeds_are_players_where_their_address_is_known_and_links_elsewhere(content: Content) -> None:
    calls = [
        f"{{{{< wp-embed url={parameter(url)} provider={parameter(provider)} id={parameter(id_)} />}}}}"
        for provider, id_, url, *_ in [*PLAYERS, *CARDS]
    ]
    found = content("\n\n".join(calls))
    assert found.xpath("./figure/iframe/@src") == [f"https://{player}" for *_, player in PLAYERS]
    assert found.xpath("./figure/blockquote//a/text()") == [url for *_, url in CARDS]
    assert all(frame.get("title") and frame.get("height") for frame in found.xpath(".//iframe"))


def test_embed_has_a_size_and_a_caption(content: Content) -> None:
    call = '{{< wp-embed url="https://vimeo.com/1" provider="vimeo" id="1" width="%s" height="300" >}}My *film*{{< /wp-embed >}}'
    good, bad = content(f"{call % 400}\n\n{call % '100%;x'}").xpath("./figure")
    assert (good.xpath("./iframe/@width"), good.xpath("./iframe/@height")) == (["400"], ["300"])
    assert good.xpath("./iframe/@style") == ["aspect-ratio:400/300"]
    assert good.xpath("./figcaption")[0].text_content() == "My film"
    assert bad.xpath("./iframe/@width") == ["640"]


def test_nothing_is_fetched_while_a_site_is_built() -> None:
    assert [
        path for path in SCAFFOLD.rglob("*.html") if "GetRemote" in path.read_text() or "getJSON" in path.read_text()
    ] == []


def test_players_of_files(content: Content) -> None:
    body = """\
{{< wp-video poster="/p.jpg" loop="true" autoplay="false" muted="off" width="640" >}}
{{< wp-source src="/a.mp4" type="video/mp4" />}}
{{< wp-source src="/a.webm?x=1&amp;y=2" />}}
{{< wp-track src="/a.vtt" kind="captions" lang="de" label="a &gt; b" />}}
{{< wp-caption >}}The *film*{{< /wp-caption >}}
{{< /wp-video >}}

{{< wp-audio src="/a.mp3" type="audio/mpeg" preload="none" />}}

{{< wp-audio playlist="true" >}}
{{< wp-source src="/1.mp3" title="One &amp; &lt;two&gt;" />}}
{{< wp-source src="/2.mp3" />}}
{{< /wp-audio >}}"""
    film, sound, playlist = content(body).xpath("./figure")
    (video,) = film.xpath("./video")
    assert dict(video.attrib) == {"controls": "controls", "loop": "loop", "poster": "/p.jpg", "width": "640"}
    assert video.xpath(".//source/@src") == ["/a.mp4", "/a.webm?x=1&y=2"]
    assert dict(video.xpath(".//track")[0].attrib) == {
        "src": "/a.vtt",
        "kind": "captions",
        "srclang": "de",
        "label": "a > b",
    }
    assert film.xpath("./figcaption")[0].text_content() == "The film"
    assert sound.xpath("./audio/source/@src | ./audio/@preload") == ["none", "/a.mp3"]
    assert playlist.xpath("./ol/li/audio/source/@src") == ["/1.mp3", "/2.mp3"]
    assert playlist.text_content().split() == ["One", "&", "<two>"]


def test_pasted_html_comes_out_as_it_was(tmp_path: Path) -> None:
    pasted = '<script>\n\nif (a < b && c) { x = "{{ y }}"; }\n\n</script><iframe src="https://other.example/?a=1&b"></iframe>'
    built = built_site(
        tmp_path, {"content/posts/a.md": page(f"{{{{< wp-html >}}}}{pasted}{{{{< /wp-html >}}}}", title="A", url="/a/")}
    )
    assert pasted in built.pages["/a/"].file.read_text()


def test_placeholder_shows_nothing_but_its_name_to_whoever_reads_the_source(content: Content) -> None:
    body = 'Before\n\n{{< wp-placeholder of="contact-form-7 --><b>x" id="5" />}}\n\nAfter'
    found = content(body)
    assert found.text_content().split() == ["Before", "After"]
    assert "contact-form-7" in lxml.html.tostring(found).decode()
    assert found.xpath(".//b") == []


def test_file_to_download(content: Content) -> None:
    body = '{{< wp-file src="/a b.pdf" button="Save &amp; go" >}}My *file*{{< /wp-file >}}\n\n{{< wp-file src="/x/c.pdf" />}}'
    first, second = content(body).xpath("./p")
    assert first.xpath("./a/@href") == ["/a%20b.pdf", "/a%20b.pdf"]
    assert (first.text_content(), second.text_content()) == ("My file Save & go", "c.pdf")


def test_code_that_hugo_would_draw_stays_code(content: Content) -> None:
    found = content("```goat\n<x>  --> y\n```")
    assert found.xpath("./pre/code/text()") == ["<x>  --> y\n"]


def test_shortcode_that_shows_nothing_parts_what_looks_like_one(content: Content) -> None:
    body = "a {{{< wp-nothing />}}{< b `{{{< wp-nothing />}}{% c`\n\n```\n<!--more{{< wp-nothing />}}-->\n```"
    assert " ".join(content(body).text_content().split()) == "a {{< b {{% c <!--more-->"


@settings(max_examples=5, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=20, max_size=200))
def test_any_text_may_be_a_parameter(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    calls = [f'{{{{< wp-image src="/a.jpg" alt={parameter(text)} />}}}}' for text in texts]
    built = built_site(tmp_path_factory.mktemp("any"), {"content/a.md": page("\n\n".join(calls), title="A", url="/a/")})
    document = html5lib.parse(built.pages["/a/"].file.read_bytes(), namespaceHTMLElements=False)
    # Parsers of HTML make U+FFFD of what no text may hold, and one line feed of the other ends of lines.
    assert [image.get("alt") for image in document.iter("img")] == [html_text(text) for text in texts]


def html_text(text: str) -> str:
    return html5lib.parseFragment(html.escape(text), container="textarea", namespaceHTMLElements=False).text or ""

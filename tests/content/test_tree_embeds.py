"""Addresses of pages and players → provider, id and page; what is no embed stays what it is."""

from __future__ import annotations

import pytest

from migrate.content.embeds import address_alone, embed_of, script_embed, widget_provider
from migrate.content.tree import read_fragment
from migrate.model.document import Embed, Paragraph, Player, RawBlock

PAGES = [
    ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "youtube", "dQw4w9WgXcQ"),
    ("http://youtube.com/watch?feature=x&v=dQw4w9WgXcQ&t=3", "youtube", "dQw4w9WgXcQ"),
    ("https://youtu.be/dQw4w9WgXcQ?si=1", "youtube", "dQw4w9WgXcQ"),
    ("https://m.youtube.com/shorts/dQw4w9WgXcQ", "youtube", "dQw4w9WgXcQ"),
    ("https://www.youtube.com/playlist?list=PL1", "youtube", ""),
    ("https://vimeo.com/channels/staff/22439234", "vimeo", "22439234"),
    ("https://dai.ly/x26ezrb", "dailymotion", "x26ezrb"),
    ("https://soundcloud.com/artist/some-track", "soundcloud", "artist/some-track"),
    ("https://open.spotify.com/intl-de/track/abc", "spotify", "track/abc"),
    ("https://twitter.com/a_b/status/123?s=20", "twitter", "123"),
    ("https://x.com/a_b/status/123", "twitter", "123"),
    ("https://www.instagram.com/p/Ab_c-1/", "instagram", "Ab_c-1"),
    ("https://www.tiktok.com/@me.too/video/7123", "tiktok", "7123"),
    ("https://codepen.io/me/pen/abCD", "codepen", "abCD"),
    ("https://www.google.com/maps/place/Berlin", "google-maps", ""),
    ("https://www.flickr.com/photos/me/123/in/x", "flickr", "123"),
    ("https://www.ted.com/talks/a_b_c?language=en", "ted", "a_b_c"),
    ("https://www.reddit.com/r/python/comments/1ab/title/", "reddit", "1ab"),
    ("https://bsky.app/profile/me.bsky.social/post/3k", "bluesky", "me.bsky.social/post/3k"),
    ("https://www.mixcloud.com/me/some-mix/", "mixcloud", "me/some-mix"),
    ("https://www.scribd.com/document/123/Title", "scribd", "123"),
    ("https://www.slideshare.net/me/slides", "slideshare", "me/slides"),
    ("https://archive.org/details/some.item", "archive", "some.item"),
    ("https://wordpress.tv/2019/01/02/a-talk/", "wordpress-tv", "a-talk"),
    ("https://videopress.com/v/kUJmAcSf", "videopress", "kUJmAcSf"),
    ("https://www.twitch.tv/videos/123", "twitch", "123"),
    ("https://www.facebook.com/me/videos/123/", "facebook", ""),
    ("https://gist.github.com/me/0123abc", "gist", "me/0123abc"),
    ("https://issuu.com/me/docs/paper", "issuu", "me/docs/paper"),
    ("https://band.bandcamp.com/album/one", "bandcamp", "album/one"),
]
FRAMES = [
    (
        "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?start=75&rel=0",
        "youtube",
        "dQw4w9WgXcQ",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=75",
    ),
    ("//www.youtube.com/v/dQw4w9WgXcQ&hl=en", "youtube", "dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
    (
        "https://www.youtube.com/embed/videoseries?list=PL1",
        "youtube",
        "",
        "https://www.youtube.com/playlist?list=PL1",
    ),
    ("https://player.vimeo.com/video/22439234?title=0", "vimeo", "22439234", "https://vimeo.com/22439234"),
    (
        "//www.dailymotion.com/embed/video/x26ezrb",
        "dailymotion",
        "x26ezrb",
        "https://www.dailymotion.com/video/x26ezrb",
    ),
    (
        "https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/a/b&auto_play=false",
        "soundcloud",
        "a/b",
        "https://soundcloud.com/a/b",
    ),
    (
        "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/1",
        "soundcloud",
        "",
        "https://api.soundcloud.com/tracks/1",
    ),
    ("https://open.spotify.com/embed/track/abc", "spotify", "track/abc", "https://open.spotify.com/track/abc"),
    ("https://codepen.io/me/embed/preview/abCD?x=1", "codepen", "abCD", "https://codepen.io/me/pen/abCD"),
    ("https://embed.ted.com/talks/lang/de/a_b", "ted", "a_b", "https://www.ted.com/talks/a_b"),
    ("https://www.google.com/maps/embed?pb=x", "google-maps", "", "https://www.google.com/maps/embed?pb=x"),
    ("https://maps.google.de/maps?q=a&output=embed", "google-maps", "", "https://maps.google.de/maps?q=a&output=embed"),
    (
        "https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Fme%2Fvideos%2F1%2F",
        "facebook",
        "",
        "https://www.facebook.com/me/videos/1/",
    ),
    (
        "https://www.mixcloud.com/widget/iframe/?feed=%2Fme%2Fmix%2F",
        "mixcloud",
        "me/mix",
        "https://www.mixcloud.com/me/mix/",
    ),
    ("https://player.twitch.tv/?channel=me&parent=x", "twitch", "me", "https://www.twitch.tv/me"),
    ("https://archive.org/embed/item", "archive", "item", "https://archive.org/details/item"),
    ("https://videopress.com/embed/kUJmAcSf?x", "videopress", "kUJmAcSf", "https://videopress.com/v/kUJmAcSf"),
    (
        "https://bandcamp.com/EmbeddedPlayer/album=12/size=large/",
        "bandcamp",
        "album=12",
        "https://bandcamp.com/EmbeddedPlayer/album=12/size=large/",
    ),
    ("https://e.issuu.com/embed.html?d=doc&u=me", "issuu", "me/docs/doc", "https://issuu.com/me/docs/doc"),
    (
        "https://embed.bsky.app/embed/did:plc:x/app.bsky.feed.post/3k",
        "bluesky",
        "did:plc:x/post/3k",
        "https://bsky.app/profile/did:plc:x/post/3k",
    ),
]
NO_EMBEDS = [
    "https://example.org/watch?v=dQw4w9WgXcQ",
    "https://www.youtube.com/",
    "https://www.youtube.com/user/someone",
    "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
    "https://twitter.com/someone",
    "https://vimeo.com/blog",
    "https://soundcloud.com/artist",
    "https://www.google.com/search?q=maps",
    "ftp://youtu.be/dQw4w9WgXcQ",
    "https://youtu.be/dQw4w9WgXcQ and more",
    "https://[broken/",
    "//",
    "",
]


@pytest.mark.parametrize(("url", "provider", "identifier"), PAGES)
def test_addresses_of_pages(url: str, provider: str, identifier: str) -> None:
    assert embed_of(url) == Embed(url=url, provider=provider, id=identifier)
    assert read_fragment(f"<p>{url.replace('&', '&amp;')}</p>") == (Embed(url=url, provider=provider, id=identifier),)


@pytest.mark.parametrize(("url", "provider", "identifier", "page"), FRAMES)
def test_addresses_of_players(url: str, provider: str, identifier: str, page: str) -> None:
    assert embed_of(url) == Embed(url=page, provider=provider, id=identifier)
    (block,) = read_fragment(f'<p><iframe src="{url.replace("&", "&amp;")}" width="4"></iframe></p>')
    assert isinstance(block, Embed)
    assert (block.url, block.provider, block.id, block.width) == (page, provider, identifier, "4")
    assert block.html.startswith("<iframe ")


@pytest.mark.parametrize("url", NO_EMBEDS)
def test_other_addresses(url: str) -> None:
    assert embed_of(url) is None
    assert not any(isinstance(block, Embed) for block in read_fragment(f"<p>{url}</p>"))
    assert not any(isinstance(block, Embed) for block in read_fragment(f'<iframe src="{url}"></iframe>'))


def test_files_are_played() -> None:
    assert isinstance(address_alone("https://e.org/a.mp3?x=1", str), Player)
    assert address_alone("https://e.org/a.pdf", str) is None


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="https://youtu.be/dQw4w9WgXcQ">https://youtu.be/dQw4w9WgXcQ</a></p>',
        "<p>see https://youtu.be/dQw4w9WgXcQ</p>",
        "<ul><li>https://youtu.be/dQw4w9WgXcQ</li></ul>",
        "<table><tr><td>https://youtu.be/dQw4w9WgXcQ<td>x</table>",
        "<h2>https://youtu.be/dQw4w9WgXcQ</h2>",
        "<p><b>https://youtu.be/dQw4w9WgXcQ</b></p>",
    ],
)
def test_addresses_that_wordpress_does_not_embed(html: str) -> None:
    stack: list[object] = [*read_fragment(html)]
    while stack:
        node = stack.pop()
        assert not isinstance(node, Embed)
        if isinstance(node, tuple):
            stack.extend(node)
        elif hasattr(node, "__struct_fields__"):
            stack.extend(getattr(node, name) for name in node.__struct_fields__)


def test_scripts() -> None:
    html = '<script src="https://gist.github.com/me/0a1b.js?file=x.py"></script>'
    assert read_fragment(html) == (
        Embed(url="https://gist.github.com/me/0a1b", provider="gist", id="me/0a1b", html=html),
    )
    assert script_embed("https://example.org/x.js", "") is None
    assert widget_provider("//platform.twitter.com/widgets.js") == "twitter"
    assert widget_provider("/app.js") == ""
    kept = '<script src="/app.js"></script>'
    assert read_fragment(kept) == (RawBlock(html=kept),)


@pytest.mark.parametrize(
    ("html", "provider", "url", "identifier"),
    [
        (
            '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/Ab/"><p>t</p></blockquote>',
            "instagram",
            "https://www.instagram.com/p/Ab/",
            "Ab",
        ),
        (
            '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@a/video/7"><section>t</section></blockquote>',
            "tiktok",
            "https://www.tiktok.com/@a/video/7",
            "7",
        ),
        (
            '<blockquote class="bluesky-embed" data-bluesky-uri="at://did:plc:x/app.bsky.feed.post/3k"><p>t</p></blockquote>',
            "bluesky",
            "https://bsky.app/profile/did:plc:x/post/3k",
            "did:plc:x/post/3k",
        ),
        (
            '<blockquote class="wp-embedded-content"><a href="https://e.org/post/">T</a></blockquote>',
            "wordpress",
            "https://e.org/post/",
            "",
        ),
        (
            '<div class="fb-post" data-href="https://www.facebook.com/me/posts/1"></div>',
            "facebook",
            "https://www.facebook.com/me/posts/1",
            "",
        ),
    ],
)
def test_quotations_that_scripts_replace(html: str, provider: str, url: str, identifier: str) -> None:
    assert read_fragment(html) == (Embed(url=url, provider=provider, id=identifier, html=html),)


def test_a_quotation_without_an_address_is_one() -> None:
    (block,) = read_fragment('<blockquote class="twitter-tweet"><p>only text</p></blockquote>')
    assert not isinstance(block, Embed | Paragraph)

"""A small old site on loopback, with all ways in which entries show files, and its export."""

from __future__ import annotations

from pathlib import Path

from exports import attachment, comment, export, item

from media.fetching import JPEG, PAGE, PNG
from media.loopback import Loopback, reply

UPLOADS = "/wp-content/uploads/2024/05"
PDF = b"%PDF-1.4 a life"
MP3 = b"ID3" + bytes(range(250))
FILES = {
    f"{UPLOADS}/boat.jpg": JPEG + b"boat",
    f"{UPLOADS}/tea.jpg": JPEG + b"tea",
    f"{UPLOADS}/head.jpg": JPEG + b"head",
    f"{UPLOADS}/one.jpg": JPEG + b"one",
    f"{UPLOADS}/two.jpg": JPEG + b"two",
    f"{UPLOADS}/secret.jpg": JPEG + b"secret",
    f"{UPLOADS}/Caf%C3%A9%20No%201.JPG": JPEG + b"cafe",
    f"{UPLOADS}/loose.png": PNG,
    f"{UPLOADS}/shared.png": PNG + b"shared",
    f"{UPLOADS}/talk.mp3": MP3,
    "/files/cv.pdf": PDF,
}
"""Path, as it is asked for → bytes."""
PUBLIC = {path: content for path, content in FILES.items() if "secret" not in path}


def serve(server: Loopback) -> Loopback:
    """Answers for all files; in the place of one a page comes, and one is gone."""
    for path, content in FILES.items():
        server.on(path, reply(content))
    server.on(f"{UPLOADS}/page.jpg", reply(PAGE))
    return server


def write_export(path: Path, home: str, *more: str, drop: tuple[int, ...] = ()) -> Path:
    """Two posts, a draft, a page with one below it, and their files. `drop`: numbers of items that are left out."""
    up = home + UPLOADS
    hello = f"""<!-- wp:image {{"id":50}} --><figure class="wp-block-image"><img src="{up}/boat-300x200.jpg" alt="A boat"
 class="wp-image-50"/><figcaption>The boat</figcaption></figure><!-- /wp:image -->
<p>See <a href="{up}/boat.jpg">the boat</a>, <a href="/files/cv.pdf">the CV</a>, <img src="{up}/loose.png?x=1" alt="loose">
and <img src="{up}/page.jpg" alt="page"> and <a href="{home}/hello/boat/">its page</a>.</p>
[gallery ids="53,54" link="file"]
<!-- wp:audio --><figure class="wp-block-audio"><audio controls src="{up}/talk.mp3"></audio></figure><!-- /wp:audio -->
<p>In <img src="{up}/Café%20No%201.JPG" alt="Cafe"></p>"""
    second = f'<p>Again <img src="{up}/boat.jpg" alt="b">, <img src="{up}/gone.jpg" alt="g">, <img src="{up}/tea.jpg" alt="t"></p>'
    meta = [
        ("_thumbnail_id", "52"),
        ("enclosure", f"{up}/talk.mp3\n253\naudio/mpeg"),
        ("_yoast_wpseo_opengraph-image", f"{up}/shared.png"),
        ("photo", f"{up}/loose.png"),
    ]
    said = comment(content=f'<a href="{up}/boat.jpg">boat</a>')
    items = {
        1: item(1, slug="hello", title="Hello", link=f"{home}/hello/", content=hello, meta=meta),
        2: item(2, slug="second", title="Second", link=f"{home}/second/", content=second, comments=[said]),
        3: item(3, slug="draft", status="draft", title="Draft", link=f"{home}/?p=3",
                content=f'<p><img src="{up}/secret.jpg" alt="s"></p>'),
        4: item(4, type="page", slug="about", title="About", link=f"{home}/about/",
                content=f'<p><img src="{up}/tea.jpg" alt="t"></p>'),
        5: item(5, type="page", slug="team", title="Team", parent=4, link=f"{home}/about/team/", content="<p>We.</p>"),
        50: attachment(50, url=f"{up}/boat.jpg", parent=1, link=f"{home}/hello/boat/", slug="boat", title="boat"),
        51: attachment(51, url=f"{up}/tea.jpg", parent=4, link=f"{home}/about/tea/", slug="tea", title="tea"),
        52: attachment(52, url=f"{up}/head.jpg", link=f"{home}/head/", slug="head", title="head",
                       meta=[("_wp_attachment_image_alt", "Head alt")]),
        53: attachment(53, url=f"{up}/one.jpg", parent=1, link=f"{home}/hello/one/", slug="one", title="one",
                       excerpt="Caption one"),
        54: attachment(54, url=f"{up}/two.jpg", parent=1, link=f"{home}/hello/two/", slug="two", title="two"),
        55: attachment(55, url=f"{up}/secret.jpg", parent=3, link=f"{home}/?attachment_id=55", slug="secret", title="secret"),
        56: attachment(56, url=f"{up}/gone.jpg", parent=2, link=f"{home}/second/gone/", slug="gone", title="gone"),
        57: attachment(57, url=f"{up}/Caf%C3%A9%20No%201.JPG", parent=1, link=f"{home}/hello/cafe/", slug="cafe",
                       title="cafe"),
    }  # fmt: skip
    kept = [one for number, one in items.items() if number not in drop]
    path.write_text(export(*kept, *more, home=home), "utf-8")
    return path

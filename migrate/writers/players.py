"""Embeds and players as HTML, for writers without something better: an iframe, `<audio>`, `<video>`."""

from __future__ import annotations

from migrate.model.document import Embed, MediaSource, Player
from migrate.writers.tags import tag

_FRAMES = {
    "youtube": "https://www.youtube.com/embed/{}",
    "vimeo": "https://player.vimeo.com/video/{}",
    "dailymotion": "https://www.dailymotion.com/embed/video/{}",
    "ted": "https://embed.ted.com/talks/{}",
    "videopress": "https://videopress.com/embed/{}",
}
"""Provider → address of its player, as their own embed codes have it."""


def embed_html(embed: Embed) -> str:
    """What the author pasted, else an iframe of a known provider, else nothing."""
    if embed.html.strip():
        return embed.html.strip()
    frame = _FRAMES.get(embed.provider, "")
    if not frame or not embed.id:
        return ""
    size = {"width": embed.width, "height": embed.height}
    # The address of its page, which the author wrote, is not that of its player.
    return (
        tag("iframe", {"src": frame.format(embed.id), "data-url": embed.url, **size, "allowfullscreen": ""})
        + "</iframe>"
    )


def player_html(player: Player) -> str:
    """One element; for a playlist one a source."""
    if player.playlist:
        return "\n".join(_element(player, (source,)) for source in player.sources)
    return _element(player, player.sources)


def _element(player: Player, sources: tuple[MediaSource, ...]) -> str:
    name = "video" if player.kind == "video" else "audio"
    attributes = {"controls": "", **player.attributes}
    if len(sources) == 1:
        attributes = {"src": sources[0].url, "title": sources[0].title, **attributes}
    out = [tag(name, attributes, poster=player.poster)]
    if len(sources) != 1:
        out += [tag("source", {"src": source.url}, type=source.type) for source in sources]
    out += [
        tag("track", {"src": track.url}, kind=track.kind, srclang=track.language, label=track.label)
        for track in player.tracks
    ]
    return "".join(out) + f"</{name}>"

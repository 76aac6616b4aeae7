"""Who can be embedded: hosts, what their addresses look like, and where the id is in them. Data for `embeds.py`.

Hosts are without `www.` and `m.`; `*.example.com` is any host below. Patterns match path and query from the start; the
first group that matched is the id. National hosts of Google count as `google.com`.
"""

from __future__ import annotations

import re

_Page = tuple[str, re.Pattern[str]]
_Frame = tuple[str, re.Pattern[str], str]


def _pages(*rows: tuple[str, str, str]) -> dict[str, tuple[_Page, ...]]:
    table: dict[str, tuple[_Page, ...]] = {}
    for provider, hosts, pattern in rows:
        for host in hosts.split():
            table[host] = (*table.get(host, ()), (provider, re.compile(pattern)))
    return table


def _frames(*rows: tuple[str, str, str, str]) -> dict[str, tuple[_Frame, ...]]:
    table: dict[str, tuple[_Frame, ...]] = {}
    for provider, hosts, pattern, page in rows:
        for host in hosts.split():
            table[host] = (*table.get(host, ()), (provider, re.compile(pattern), page))
    return table


PAGES = _pages(
    ("youtube", "youtube.com youtube-nocookie.com", r"/watch/?\?(?:.*&)?v=([\w-]{11})(?![\w-])"),
    ("youtube", "youtube.com", r"/(?:shorts|live)/([\w-]{11})(?![\w-])"),
    ("youtube", "youtube.com", r"/playlist\?"),
    ("youtube", "youtu.be", r"/([\w-]{11})(?![\w-])"),
    ("vimeo", "vimeo.com", r"/(?:(?:channels|groups|album|showcase)/[^/]+/(?:videos?/)?)?(\d+)"),
    ("dailymotion", "dailymotion.com", r"/video/([a-zA-Z0-9]+)"),
    ("dailymotion", "dai.ly", r"/([a-zA-Z0-9]+)"),
    ("soundcloud", "soundcloud.com", r"/([\w-]+/(?:sets/)?[\w-]+)"),
    ("soundcloud", "on.soundcloud.com snd.sc", r"/(\w+)"),
    (
        "spotify",
        "open.spotify.com",
        r"/(?:intl-\w+/)?((?:user/[^/?]+/)?(?:track|album|artist|playlist|episode|show)/\w+)",
    ),
    ("twitter", "twitter.com x.com", r"/(?:#!/)?(?:\w+|i/web)/status(?:es)?/(\d+)"),
    ("instagram", "instagram.com instagr.am", r"/(?:[\w.]+/)?(?:p|reel|tv)/([\w-]+)"),
    ("tiktok", "tiktok.com", r"/@[^/]*/(?:video|photo)/(\d+)"),
    ("tiktok", "vm.tiktok.com vt.tiktok.com", r"/(\w+)"),
    ("codepen", "codepen.io", r"/[\w-]+/(?:pen|details|full)/(\w+)"),
    ("google-maps", "google.com maps.google.com", r"/maps/(?:place|dir|@|d/)"),
    ("google-maps", "goo.gl maps.app.goo.gl", r"/(?:maps/)?(\w{8,})$"),
    ("flickr", "flickr.com", r"/photos/[^/]+/(\d+)"),
    ("flickr", "flickr.com", r"/photos/[^/]+/(?:albums|sets|galleries)/\d+"),
    ("flickr", "flic.kr", r"/[ps]/(\w+)"),
    ("ted", "ted.com", r"/talks/(?:lang/\w+/)?([\w-]+)"),
    ("reddit", "reddit.com old.reddit.com", r"/r/\w+/comments/(\w+)"),
    ("bluesky", "bsky.app", r"/profile/([^/]+/post/\w+)"),
    ("mixcloud", "mixcloud.com", r"/([\w-]+/[\w%-]+)/?"),
    ("scribd", "scribd.com", r"/(?:doc|document|presentation)/(\d+)"),
    ("slideshare", "slideshare.net", r"/(?!slideshow/embed_code)([\w-]+/[\w-]+)"),
    ("archive", "archive.org", r"/details/([\w.-]+)"),
    ("wordpress-tv", "wordpress.tv", r"/\d{4}/\d\d/\d\d/([\w-]+)"),
    ("videopress", "videopress.com", r"/v/(\w{8})"),
    ("videopress", "v.wordpress.com", r"/(\w{8})"),
    ("twitch", "twitch.tv", r"/videos/(\d+)"),
    ("twitch", "clips.twitch.tv", r"/(?!embed)([\w-]+)"),
    ("twitch", "twitch.tv", r"/\w+/clip/([\w-]+)"),
    (
        "facebook",
        "facebook.com",
        r"/(?:[^/]+/(?:videos|posts|photos)/|watch/?\?(?:.*&)?v=|video\.php\?v=|reel/|permalink\.php|photo)",
    ),
    ("facebook", "fb.watch", r"/([\w-]+)"),
    ("gist", "gist.github.com", r"/([\w-]+/[0-9a-f]+)"),
    ("gist", "gist.github.com", r"/([0-9a-f]+)"),
    ("issuu", "issuu.com", r"/([^/?]+/docs/[^/?]+)"),
    ("bandcamp", "*.bandcamp.com", r"/((?:album|track)/[\w-]+)"),
    ("imgur", "imgur.com", r"/((?:a|gallery|t/\w+)/\w+|\w{5,8})(?:$|\?)"),
    ("kickstarter", "kickstarter.com", r"/projects/(\d+|[\w-]+/[\w-]+)"),
    ("crowdsignal", "polldaddy.com poll.fm", r"/(?:poll/)?(\d+)"),
    ("crowdsignal", "*.survey.fm *.polldaddy.com", r"/(?:s/)?([\w-]+)"),
    ("tumblr", "*.tumblr.com", r"/post/(\d+)"),
    ("pinterest", "pinterest.com", r"/pin/(\d+)"),
    ("speakerdeck", "speakerdeck.com", r"/([\w-]+/[\w-]+)"),
    ("reverbnation", "reverbnation.com", r"/([\w-]+)"),
    ("animoto", "animoto.com", r"/play/(\w+)"),
    ("cloudup", "cloudup.com", r"/(\w+)"),
    ("pocketcasts", "pca.st", r"/(?:episode/)?([\w-]+)"),
    ("smugmug", "*.smugmug.com", r"/.+"),
    ("wolfram-cloud", "wolframcloud.com", r"/obj/(.+)"),
    ("canva", "canva.com", r"/design/([\w-]+)"),
    ("anghami", "anghami.com", r"/((?:album|artist|playlist|song)/\d+)"),
    ("loom", "loom.com", r"/share/(\w+)"),
    ("giphy", "giphy.com", r"/gifs/(?:[\w-]+-)?(\w+)"),
    ("apple-podcasts", "podcasts.apple.com", r"/\w\w/podcast/"),
    ("wistia", "*.wistia.com", r"/medias/(\w+)"),
    ("ustream", "ustream.tv", r"/((?:recorded|channel)/[\w-]+)"),
    ("vine", "vine.co", r"/v/(\w+)"),
)
"""Addresses of pages, as people paste them on a line."""

_YOUTUBE_PAGE = "https://www.youtube.com/watch?v={0}"

FRAMES = _frames(
    (
        "youtube",
        "youtube.com youtube-nocookie.com",
        r"/(?:embed|v|e)/videoseries\?(?:.*&)?list=([\w-]+)",
        "https://www.youtube.com/playlist?list={0}",
    ),
    ("youtube", "youtube.com youtube-nocookie.com", r"/(?:embed|v|e)/([\w-]{11})(?![\w-])", _YOUTUBE_PAGE),
    ("vimeo", "player.vimeo.com", r"/video/(\d+)(?:\?(?:.*&)?h=(\w+))?", "https://vimeo.com/{0}"),
    ("vimeo", "vimeo.com", r"/moogaloop\.swf\?(?:.*&)?clip_id=(\d+)", "https://vimeo.com/{0}"),
    (
        "dailymotion",
        "dailymotion.com",
        r"/(?:embed/video|swf(?:/video)?)/([a-zA-Z0-9]+)",
        "https://www.dailymotion.com/video/{0}",
    ),
    (
        "dailymotion",
        "geo.dailymotion.com",
        r"/player(?:/\w+)?\.html\?(?:.*&)?video=(\w+)",
        "https://www.dailymotion.com/video/{0}",
    ),
    ("soundcloud", "w.soundcloud.com player.soundcloud.com", r"/", "@url"),
    ("spotify", "open.spotify.com", r"/embed(?:-podcast)?/([a-z]+/\w+)", "https://open.spotify.com/{0}"),
    (
        "twitter",
        "platform.twitter.com platform.x.com",
        r"/embed/.*[?&]id=(\d+)",
        "https://twitter.com/i/web/status/{0}",
    ),
    ("instagram", "instagram.com", r"/(?:p|reel|tv)/([\w-]+)/embed", "https://www.instagram.com/p/{0}/"),
    ("tiktok", "tiktok.com", r"/(?:embed(?:/v\d)?|player/v1)/(\d+)", "https://www.tiktok.com/@/video/{0}"),
    ("codepen", "codepen.io", r"/([\w-]+)/embed/(?:preview/)?(\w+)", "https://codepen.io/{0}/pen/{1}"),
    (
        "google-maps",
        "google.com maps.google.com",
        r"/maps/(?:d/(?:u/\d/)?)?embed|/maps.*[?&]output=(?:sv)?embed|/maps/ms|/\?.*output=embed",
        "",
    ),
    ("google-maps", "mapsengine.google.com", r"/map/", ""),
    ("google-calendar", "calendar.google.com google.com", r"/calendar/(?:b/\d/)?embed", ""),
    ("google-docs", "docs.google.com", r"/(?:a/[^/]+/)?(?:document|presentation|spreadsheets?|forms?|drawings)/", ""),
    ("google-docs", "drive.google.com", r"/file/d/([\w-]+)", "https://drive.google.com/file/d/{0}/view"),
    ("flickr", "flickr.com", r"/photos/([^/]+)/(\d+)/(?:in/[^/]+/)?player", "https://www.flickr.com/photos/{0}/{1}/"),
    (
        "ted",
        "embed.ted.com embed-ssl.ted.com",
        r"/talks/(?:lang/\w+/)?([\w-]+?)(?:\.html)?$",
        "https://www.ted.com/talks/{0}",
    ),
    (
        "reddit",
        "redditmedia.com embed.reddit.com",
        r"/r/(\w+)/comments/(\w+)",
        "https://www.reddit.com/r/{0}/comments/{1}/",
    ),
    (
        "bluesky",
        "embed.bsky.app",
        r"/embed/(did:[^/]+)/app\.bsky\.feed\.post/(\w+)",
        "https://bsky.app/profile/{0}/post/{1}",
    ),
    ("mixcloud", "mixcloud.com player-widget.mixcloud.com", r"/widget/iframe/", "@url"),
    ("scribd", "scribd.com", r"/embeds/(\d+)", "https://www.scribd.com/document/{0}"),
    ("slideshare", "slideshare.net", r"/slideshow/embed_code/(?:key/)?(\w+)", ""),
    ("archive", "archive.org", r"/(?:embed|stream)/([\w.-]+)", "https://archive.org/details/{0}"),
    ("videopress", "videopress.com video.wordpress.com", r"/embed/(\w{8})", "https://videopress.com/v/{0}"),
    ("twitch", "player.twitch.tv", r"/\?(?:.*&)?video=v?(\d+)", "https://www.twitch.tv/videos/{0}"),
    ("twitch", "player.twitch.tv", r"/\?(?:.*&)?channel=(\w+)", "https://www.twitch.tv/{0}"),
    ("twitch", "clips.twitch.tv", r"/embed\?(?:.*&)?clip=([\w-]+)", "https://clips.twitch.tv/{0}"),
    ("facebook", "facebook.com", r"/(?:v\d+\.\d+/)?plugins/(?:video|post)\.php", "@url"),
    ("issuu", "e.issuu.com", r"/embed\.html\?(?=.*u=([^&]+))(?=.*d=([^&]+))", "https://issuu.com/{0}/docs/{1}"),
    ("issuu", "e.issuu.com", r"/", ""),
    ("bandcamp", "bandcamp.com", r"/EmbeddedPlayer(?:/v=\d)?/((?:album|track)=\d+)", ""),
    ("imgur", "imgur.com", r"/((?:a/)?\w+)/embed", "https://imgur.com/{0}"),
    ("kickstarter", "kickstarter.com", r"/projects/([\w-]+/[\w-]+)/widget", "https://www.kickstarter.com/projects/{0}"),
    ("speakerdeck", "speakerdeck.com", r"/player/(\w+)", ""),
    ("pinterest", "assets.pinterest.com", r"/ext/embed\.html\?(?:.*&)?id=(\d+)", "https://www.pinterest.com/pin/{0}/"),
    ("apple-podcasts", "embed.podcasts.apple.com", r"/(.+)", "https://podcasts.apple.com/{0}"),
    ("loom", "loom.com", r"/embed/(\w+)", "https://www.loom.com/share/{0}"),
    ("giphy", "giphy.com", r"/embed/(\w+)", "https://giphy.com/gifs/{0}"),
    ("wistia", "fast.wistia.net fast.wistia.com", r"/embed/(?:iframe|medias)/(\w+)", ""),
    ("openstreetmap", "openstreetmap.org", r"/export/embed\.html", ""),
    ("ustream", "ustream.tv", r"/embed/([\w/]+)", "https://www.ustream.tv/{0}"),
    ("vine", "vine.co", r"/v/(\w+)/embed", "https://vine.co/v/{0}"),
)
"""Addresses of players, as they stand in frames: pattern, and the page that plays the same (empty: the address itself;
`@url`: an argument holds it). Looked at before `PAGES`."""

SCRIPTS: tuple[_Frame, ...] = (
    ("gist", re.compile(r"(?:https?:)?//gist\.github\.com/((?:[\w-]+/)?[0-9a-f]+)\.js"), "https://gist.github.com/{0}"),
)
"""Scripts that write what they embed where they stand."""

WIDGETS = (
    ("platform.twitter.com/widgets", "twitter"),
    ("platform.x.com/widgets", "twitter"),
    ("instagram.com/embed", "instagram"),
    ("instagram.com/static/bundles", "instagram"),
    ("platform.instagram.com", "instagram"),
    ("tiktok.com/embed", "tiktok"),
    ("embed.bsky.app/static", "bluesky"),
    ("embed.reddit.com/widgets", "reddit"),
    ("redditmedia.com/widgets", "reddit"),
    ("embed.redditmedia.com/widgets", "reddit"),
    ("connect.facebook.net", "facebook"),
    ("s.imgur.com/min/embed", "imgur"),
    ("assets.tumblr.com/post", "tumblr"),
    ("threads.net/embed", "threads"),
    ("threads.com/embed", "threads"),
    ("wp-includes/js/wp-embed", "wordpress"),
    ("embedr.flickr.com", "flickr"),
    ("gist.github.com", "gist"),
)
"""Part of a script's address → the provider whose pasted quotations it replaces."""

MEDIA_TYPES = {
    **dict.fromkeys(("mp3", "ogg", "flac", "m4a", "wav", "oga"), "audio"),
    **dict.fromkeys(("mp4", "m4v", "webm", "ogv", "flv", "mov"), "video"),
}
"""Files that WordPress shows in a player where their address stands alone on a line."""

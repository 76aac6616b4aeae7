"""Why a file could not be had. Every one has a sentence for the report."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """What stood between us and a file."""

    HOST_NOT_NAMED = "host-not-named"
    BAD_ADDRESS = "bad-address"
    PROTECTED = "protected"
    PROGRAM = "program"
    NOT_PUBLIC = "not-public"
    NOT_ASKED = "not-asked"
    NOT_WRITTEN = "not-written"
    PRIVATE_ADDRESS = "private-address"
    NO_SUCH_HOST = "no-such-host"
    NO_ANSWER = "no-answer"
    HOST_GIVEN_UP = "host-given-up"
    BAD_CERTIFICATE = "bad-certificate"
    NOT_FOUND = "not-found"
    FORBIDDEN = "forbidden"
    BUSY = "busy"
    SERVER_ERROR = "server-error"
    ODD_STATUS = "odd-status"
    REDIRECTS = "redirects"
    DOWNGRADE = "downgrade"
    INCOMPLETE = "incomplete"
    TOO_SLOW = "too-slow"
    TOO_LARGE = "too-large"
    TOTAL_REACHED = "total-reached"
    COMPRESSED = "compressed"
    WEB_PAGE = "web-page"
    OTHER_TYPE = "other-type"
    EMPTY = "empty"
    NOT_THERE = "not-there"
    LEADS_OUTSIDE = "leads-outside"
    UNREADABLE = "unreadable"
    DISK = "disk"


SENTENCES: dict[Reason, str] = {
    Reason.HOST_NOT_NAMED: "its host is not one of the site's own; allow it with --media-host",
    Reason.BAD_ADDRESS: "its address is none that can be fetched",
    Reason.PROTECTED: "it lies in a folder that a plugin keeps from visitors",
    Reason.PROGRAM: "it is a program that a server might run",
    Reason.NOT_PUBLIC: "it belongs to an entry that visitors do not see, and here they would see it",
    Reason.NOT_ASKED: "it is not in the cache, and nothing was to be fetched",
    Reason.NOT_WRITTEN: "the last run did not write it",
    Reason.PRIVATE_ADDRESS: "its host has a private address; allow it with --media-host HOST:PORT",
    Reason.NO_SUCH_HOST: "its host does not exist any more",
    Reason.NO_ANSWER: "its host did not answer",
    Reason.HOST_GIVEN_UP: "its host had failed too many times by then",
    Reason.BAD_CERTIFICATE: "its host could not prove who it is",
    Reason.NOT_FOUND: "it is no longer there",
    Reason.FORBIDDEN: "its host does not give it out",
    Reason.BUSY: "its host asked to wait too long",
    Reason.SERVER_ERROR: "its host failed",
    Reason.ODD_STATUS: "its host gave an answer that means nothing here",
    Reason.REDIRECTS: "its host sent us on too many times",
    Reason.DOWNGRADE: "its host sent us from https to http",
    Reason.INCOMPLETE: "it stopped before its end",
    Reason.TOO_SLOW: "it came too slowly",
    Reason.TOO_LARGE: "it is larger than a file may be",
    Reason.TOTAL_REACHED: "all files together had become larger than they may be",
    Reason.COMPRESSED: "it came compressed, which was not asked for",
    Reason.WEB_PAGE: "a web page came in its place",
    Reason.OTHER_TYPE: "what came is not what its name says",
    Reason.EMPTY: "it is empty",
    Reason.NOT_THERE: "it is not in the media source",
    Reason.LEADS_OUTSIDE: "it is a link that leads out of the media source",
    Reason.UNREADABLE: "it is damaged or cannot be read",
    Reason.DISK: "the cache could not be written",
}

LASTING = frozenset({Reason.NOT_FOUND, Reason.WEB_PAGE, Reason.OTHER_TYPE, Reason.EMPTY})
"""What a host would say again: not asked anew by the next run within a day."""


class RefusedError(Exception):
    """This file cannot be had. `detail` is a fact for the report: a status, a host, a type."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail[:200]


class AgainError(RefusedError):
    """It could not be had this time. `wait`: how many seconds the host asked for; None where it did not say."""

    def __init__(self, reason: Reason, detail: str = "", wait: float | None = None) -> None:
        super().__init__(reason, detail)
        self.wait = wait

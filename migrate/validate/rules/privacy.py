"""P: personal data, passwords, and what was not public."""

from __future__ import annotations

import re

from migrate.validate.conditions import has_fields
from migrate.validate.finding import Severity, Spot, comment_spot, quoted
from migrate.validate.rule import Found, Gather, Hit, Subject, first_comment, rule
from migrate.validate.views import HeadView, ItemView, MetaView, TextView

_EMAIL = re.compile(r"@[\w-]{1,63}(?:\.[\w-]{1,63})+", re.ASCII)
_BEFORE = re.compile(r"[\w.+-]{1,64}\Z", re.ASCII)
_ORDERS = frozenset(
    {"shop_order", "shop_order_refund", "shop_order_placehold", "edd_payment", "shop_subscription", "llms_order"}
)
_FORMS = frozenset(
    {"feedback", "flamingo_inbound", "flamingo_contact", "nf_sub", "wpforms_entries", "cf7_entries", "caldera_entries"}
)
_PEOPLE = re.compile(r"_(?:billing|shipping)_(?:first_name|last_name|address_1|phone|email)|_customer_ip_address")
_PLACES = frozenset({"geo_latitude", "geo_longitude", "geo_address"})
_KEYS = re.compile(
    r"\bAKIA[0-9A-Z]{16}\b|\bsk_live_[0-9A-Za-z]{16,}|\bghp_[0-9A-Za-z]{36}\b|\bAIza[0-9A-Za-z_-]{35}\b"
    r"|-----BEGIN (?:RSA |EC |OPENSSH |DSA )?PRIVATE KEY-----|\bxox[bp]-[0-9A-Za-z-]{20,}"
)
_HIDDEN = frozenset({"0", "hold", "trash", "post-trashed"})
_NOTES = frozenset({"note", "order_note", "edd_payment_note", "action_log"})


@rule("P001", "e-mails-of-commenters", Severity.INFO, Subject.COMMENTS, gather=Gather.EXPORT, secret=True)
def emails_of_commenters(item: ItemView) -> Found:
    """E-mail addresses of commenters are in the export.

    What it does
    Counts `<wp:comment_author_email>`.
    Why it matters
    They are personal data: keep the file private. Sites never publish them.
    Example
        <wp:comment_author_email>ann@mail.example</wp:comment_author_email>
    How to mend it
    `--strip-emails` leaves them out of what is written.
    """
    named = [nth for nth, one in enumerate(item.raw.comments) if one.author_email]
    return first_comment("e-mail addresses of commenters are in it", named, "comment_author_email")


@rule("P002", "ip-addresses", Severity.INFO, Subject.COMMENTS, gather=Gather.EXPORT, secret=True)
def ip_addresses(item: ItemView) -> Found:
    """IP addresses of commenters are in the export.

    What it does
    Counts `<wp:comment_author_IP>`.
    Why it matters
    They are personal data: keep the file private. Sites never publish them.
    Example
        <wp:comment_author_IP>192.0.2.7</wp:comment_author_IP>
    How to mend it
    `--public-only` leaves them out of what is written.
    """
    known = [nth for nth, one in enumerate(item.raw.comments) if one.author_ip]
    return first_comment("IP addresses of commenters are in it", known, "comment_author_IP")


@rule("P003", "e-mails-of-authors", Severity.INFO, Subject.HEAD, gather=Gather.EXPORT, secret=True)
def emails_of_authors(view: HeadView) -> Found:
    """E-mail addresses of authors are in the export.

    What it does
    Counts `<wp:author_email>`.
    Why it matters
    They are personal data, and half of a login.
    Example
        <wp:author_email>ann@mail.example</wp:author_email>
    How to mend it
    `--strip-emails` leaves them out of what is written.
    """
    count = sum(1 for author in view.head.authors if author.email)
    if count:
        yield Hit("e-mail addresses of authors are in it", view.spot(b"<wp:author_email"), "", count)


@rule("P004", "password-in-clear", Severity.WARNING, Subject.ITEM, secret=True)
def password_in_clear(item: ItemView) -> Found:
    """An entry's password is in the export.

    What it does
    Looks for `<wp:post_password>`.
    Why it matters
    WordPress writes it as it is: whoever has the file can read the entry, and knows the password.
    Example
        <wp:post_password>open sesame</wp:post_password>
    How to mend it
    Change the password if it is used elsewhere. Sites never publish such entries.
    """
    if item.raw.password:
        return [Hit("its password is in the export, in clear", Spot("wp:post_password"), "")]
    return ()


@rule("P005", "private-content", Severity.INFO, Subject.ITEM, gather=Gather.DETAIL)
def private_content(item: ItemView) -> Found:
    """Private entries, drafts or trash are in the export.

    What it does
    Counts entries by status, where the public could not see them.
    Why it matters
    The file must be kept private. Sites leave them out unless they are asked for.
    Example
        <wp:status>private</wp:status>
    How to mend it
    `--public-only` leaves them out of what is written.
    """
    status = item.raw.status
    if status in ("private", "draft", "pending", "future", "trash") and item.kind == "entry":
        return [Hit(f"entries of status {status} are in it", Spot("wp:status"), status)]
    return ()


@rule("P006", "unapproved-comments", Severity.INFO, Subject.COMMENTS, gather=Gather.EXPORT)
def unapproved_comments(item: ItemView) -> Found:
    """Comments that nobody approved are in the export.

    What it does
    Counts comments that wait or lie in the trash.
    Why it matters
    They were never public. Sites leave them out.
    Example
        <wp:comment_approved>0</wp:comment_approved>
    How to mend it
    Approve or delete them on the site.
    """
    hidden = [nth for nth, one in enumerate(item.raw.comments) if one.approved in _HIDDEN]
    return first_comment("comments that nobody approved are in it", hidden, "comment_approved")


@rule("P007", "orders", Severity.WARNING, Subject.ITEM, gather=Gather.DETAIL)
def orders(item: ItemView) -> Found:
    """Orders of customers are in the export.

    What it does
    Counts items of the types in which shops keep orders and subscriptions.
    Why it matters
    They hold names, addresses and payments. Sites never publish them.
    Example
        <wp:post_type>shop_order</wp:post_type>
    How to mend it
    Export without them, if they are not needed.
    """
    if item.type in _ORDERS:
        return [Hit(f"orders of customers are in it, as {quoted(item.type)}", Spot("wp:post_type"), item.type)]
    return ()


@rule("P008", "form-entries", Severity.WARNING, Subject.ITEM, gather=Gather.DETAIL)
def form_entries(item: ItemView) -> Found:
    """What visitors sent by forms is in the export.

    What it does
    Counts items of the types in which form plugins keep what was sent.
    Why it matters
    It was meant for the site's owner. Some plugins give it a status that looks public.
    Example
        <wp:post_type>feedback</wp:post_type> with <wp:status>publish</wp:status>
    How to mend it
    Export without them, if they are not needed.
    """
    if item.type in _FORMS:
        return [Hit(f"messages of visitors are in it, as {quoted(item.type)}", Spot("wp:post_type"), item.type)]
    return ()


@rule("P009", "e-mail-in-text", Severity.INFO, Subject.TEXT, hints=("@",), secret=True, gather=Gather.EXPORT)
def email_in_text(text: TextView) -> Found:
    """A published text holds an e-mail address.

    What it does
    Looks for addresses in bodies.
    Why it matters
    Spammers collect them; plugins that hid them from robots are gone at the destination.
    Example
        write to ann@mail.example
    How to mend it
    Nothing needs to be done, if they are meant to be public.
    """
    if text.item.is_published:
        for match in _EMAIL.finditer(text.text):
            before = _BEFORE.search(text.text[max(0, match.start() - 64) : match.start()])
            if before is not None:
                start = match.start() - len(before[0])
                yield Hit("e-mail addresses stand in published texts", text.spot(start, match.end() - start), "")


@rule("P010", "private-field", Severity.INFO, Subject.ITEM, when=has_fields, gather=Gather.DETAIL, secret=True)
def private_field(item: ItemView) -> Found:
    """Custom fields that a mapping calls private are in the export.

    What it does
    Looks custom fields up in the mapping.
    Why it matters
    They hold personal data or secrets of a plugin. Sites never publish them.
    Example
        <wp:meta_key>_customer_user</wp:meta_key>
    How to mend it
    `--public-only` leaves them out of what is written.
    """
    rule_of = item.export.mapping.meta_rule
    for nth, row in enumerate(item.raw.meta):
        found = rule_of("entry", row.key)
        if found is not None and found.private and row.value:
            spot = Spot(f"wp:postmeta[{nth}]/wp:meta_value")
            yield Hit(f"the custom field {quoted(found.key)} is private", spot, found.key)


@rule(
    "P011",
    "names-and-addresses",
    Severity.WARNING,
    Subject.META,
    keys=("_billing_*", "_shipping_*", "_customer_ip_address"),
    gather=Gather.DETAIL,
    secret=True,
)
def names_and_addresses(row: MetaView) -> Found:
    """Names and addresses of customers are in custom fields.

    What it does
    Looks for the fields in which shops keep who ordered.
    Why it matters
    They are personal data: keep the file private.
    Example
        <wp:meta_key>_billing_email</wp:meta_key>
    How to mend it
    Export without orders, if they are not needed.
    """
    if row.value.strip() and _PEOPLE.fullmatch(row.key):
        yield Hit(f"data of customers are in it, as {quoted(row.key)}", row.spot(), row.key)


@rule(
    "P012", "whereabouts", Severity.INFO, Subject.META, keys=tuple(sorted(_PLACES)), gather=Gather.DETAIL, secret=True
)
def whereabouts(row: MetaView) -> Found:
    """Entries say where they were written.

    What it does
    Looks for places in custom fields.
    Why it matters
    They may show where somebody lives.
    Example
        <wp:meta_key>geo_latitude</wp:meta_key>
    How to mend it
    Nothing needs to be done, if they are meant to be public.
    """
    if row.value.strip():
        yield Hit(f"entries say where they were written, as {quoted(row.key)}", row.spot(), row.key)


@rule(
    "P013",
    "secret-key",
    Severity.WARNING,
    Subject.TEXT,
    hints=("akia", "sk_live_", "ghp_", "aiza", "private key-----", "xoxb-", "xoxp-"),
    secret=True,
    security=True,
)
def secret_key(text: TextView) -> Found:
    """A text holds what looks like a secret key.

    What it does
    Looks for keys of well-known services, and private keys.
    Why it matters
    Whoever has it can act in its owner's name.
    Example
        -----BEGIN RSA PRIVATE KEY-----
    How to mend it
    Withdraw the key at the service, then remove it from the text.
    """
    for match in _KEYS.finditer(text.text):
        yield Hit(
            "it holds what looks like a secret key",
            text.spot(match.start(), len(match[0])),
            f"{text.path} {match.start()}",
        )


@rule("P014", "internal-notes", Severity.INFO, Subject.COMMENTS, gather=Gather.DETAIL)
def internal_notes(item: ItemView) -> Found:
    """Notes of editors or of a shop's staff are in the export.

    What it does
    Counts comments of the types in which they are kept.
    Why it matters
    They were never public. Sites leave them out.
    Example
        <wp:comment_type>note</wp:comment_type>
    How to mend it
    Nothing needs to be done.
    """
    for nth, one in enumerate(item.raw.comments):
        if one.type in _NOTES:
            yield Hit(f"internal notes are in it, as {quoted(one.type)}", comment_spot(nth, "comment_type"), one.type)

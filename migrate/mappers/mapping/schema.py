"""The shape of a mapping file, as data. The checker, the merge and the documentation all read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from migrate.mappers.mapping.fields import FIELDS, SYNTAXES, TRANSFORMS
from migrate.model import body_rules
from migrate.model.records import Visibility
from migrate.model.rules import PostTypeKind, TaxonomyKind


class Leaf(NamedTuple):
    """A value: `text`, `flag` (true or false), `texts` (a list of text), or `sources` (a source or a list of them)."""

    type: Literal["text", "flag", "texts", "sources"]
    doc: str
    choices: tuple[str, ...] = ()
    default: str = ""
    """What it is where it is left out, for the documentation."""
    names: bool = False
    """A list of names, each of which may be a pattern with one `*`."""
    ends: str = ""
    """What every text of a list must end with."""


class Fixed(NamedTuple):
    """A table with these keys and no others."""

    keys: Mapping[str, Node]
    doc: str = ""
    replaces: Mapping[str, tuple[str, ...]] = {}
    """Key → keys of lower layers that it takes the place of."""


class Named(NamedTuple):
    """A table whose keys are WordPress's own names."""

    each: Leaf | Fixed
    doc: str
    patterns: bool = True
    """Whether one `*` in a name stands for any text."""


Node = Leaf | Fixed | Named

_FIELD_OPTIONS = ("as", "syntax", "true", "false", "where")

REPLACES: dict[str, tuple[str, ...]] = {
    "field": ("noise", "restricts", "when", "unless"),
    "noise": ("field", *_FIELD_OPTIONS, "restricts", "when", "unless"),
    "restricts": ("field", *_FIELD_OPTIONS, "noise"),
    "as": ("syntax", "true", "false"),
}

_PRIVATE = Leaf("flag", "Personal data or a secret: left out where only public things are written.", default="false")
_NOISE = Leaf("flag", "Known to mean nothing outside WordPress.", default="false")


def _field_keys(kind: str) -> dict[str, Node]:
    return {
        "field": Leaf("text", "Where the value goes: see the fields below.", choices=tuple(FIELDS[kind])),
        "as": Leaf(
            "text",
            "How the value is read: see below.",
            choices=tuple(TRANSFORMS),
            default="the first that the field takes",
        ),
        "syntax": Leaf("text", "Of a template: how placeholders are written.", choices=tuple(SYNTAXES)),
        "true": Leaf("texts", "Of a boolean: values that mean yes, in any case.", default="`1`, `on`, `true`, `yes`"),
        "false": Leaf(
            "texts",
            "Of a boolean: values that mean no.",
            default="the empty value, `0`, `false`, `no`, `off`",
        ),
        "where": Named(
            Leaf("texts", "Values that fulfil the condition."),
            "Other keys of the same item, each with the values (`*` is any text) that the rule needs there.",
            patterns=False,
        ),
    }


_RESTRICTS: dict[str, Node] = {
    "restricts": Leaf(
        "flag",
        "A value that is not empty keeps the entry from the public (membership plugins).",
        default="false",
    ),
    "when": Leaf("texts", "It restricts with these values only. `*` stands for any text.", default="any"),
    "unless": Leaf("texts", "It does not restrict with these values. `*` stands for any text.", default="none"),
}


def _meta(kind: str) -> Named:
    keys: dict[str, Node] = {}
    if FIELDS[kind]:
        keys |= _field_keys(kind)
    keys["noise"] = _NOISE
    if kind == "entry":
        keys |= _RESTRICTS
    keys["private"] = _PRIVATE
    return Named(Fixed(keys, replaces=REPLACES), f"What a custom field of {META_OWNERS[kind]} means.")


META_OWNERS = {
    "entry": "a post, a page or an item of any custom type",
    "media": "an attachment",
    "menu_item": "a menu item",
    "guest_author": "a guest author, or of a term of kind `author`",
    "comment": "a comment",
    "term": "a term",
}


def _body(actions: Mapping[str, str], handlers: Mapping[str, str]) -> dict[str, Node]:
    """Keys of a rule for a shortcode or block."""
    return {
        "node": Leaf("text", "What becomes of it: see the nodes below.", choices=tuple(body_rules.NODES)),
        "do": Leaf(
            "text",
            "What else is done with it: see below.",
            choices=(*actions, *(f"handler:{name}" for name in handlers)),
        ),
    }


_BODY_FIELDS: dict[str, Node] = {
    name: Leaf("sources", doc, default="nothing") for name, doc in body_rules.FIELDS.items()
}
_BODY_REPLACES: dict[str, tuple[str, ...]] = {
    "node": ("do", *body_rules.FIELDS),
    "do": ("node", *body_rules.FIELDS),
}

DETECT: dict[str, tuple[str, str]] = {
    "post_types": ("post_types", "Post types."),
    "taxonomies": ("taxonomies", "Taxonomies."),
    "meta": ("meta_keys", "Custom fields of entries, media, menu items, terms and comments."),
    "blocks": ("block_namespaces", "Beginnings of block names, such as `jetpack/`."),
    "shortcodes": ("shortcodes", "Shortcodes."),
    "comment_types": ("comment_types", "Comment types."),
}
"""Key of `detect` → field of `Features`, and what it lists."""

ROOT = Fixed(
    {
        "post_types": Named(
            Fixed(
                {
                    "kind": Leaf("text", "What its items become.", choices=get_args(PostTypeKind), default="`entry`"),
                    "public": Leaf("flag", "Whether anybody could see its published items.", default="false"),
                    "label": Leaf("text", "What people call it, in the plural.", default="its name"),
                }
            ),
            "What a post type is. One that no mapping names holds entries that are not public.",
        ),
        "statuses": Named(
            Fixed({"visibility": Leaf("text", "Who could see an item of this status.", choices=tuple(Visibility))}),
            "What a status means. One that no mapping names is `internal`.",
        ),
        "taxonomies": Named(
            Fixed(
                {
                    "kind": Leaf("text", "What its terms are.", choices=get_args(TaxonomyKind), default="`term`"),
                    "public": Leaf("flag", "Whether anybody could see its terms.", default="true"),
                    "hierarchical": Leaf("flag", "Whether terms have parents.", default="false"),
                    "name": Leaf("text", "What the records call it.", default="its own name"),
                }
            ),
            "What a taxonomy is. One that no mapping names holds public terms.",
        ),
        "comment_kinds": Named(
            Fixed(
                {
                    "name": Leaf("text", "What the records call it.", default="its own name"),
                    "public": Leaf("flag", "Whether anybody could see it, once approved.", default="false"),
                }
            ),
            "What a comment type is. One that no mapping names keeps its name and is not public.",
        ),
        "meta": Fixed({kind: _meta(kind) for kind in FIELDS}, "What custom fields mean."),
        "shortcodes": Named(
            Fixed(
                {
                    "plugin": Leaf(
                        "text",
                        "Name of the plugin that made it, or `core`.",
                        default="the plugin that lists it among its `shortcodes`",
                    ),
                    **_body(body_rules.SHORTCODE_ACTIONS, body_rules.SHORTCODE_HANDLERS),
                    "like": Leaf(
                        "text", "The shortcode whose `node`, `do`, `needs` and fields it shares.", default="none"
                    ),
                    "needs": Leaf(
                        "text",
                        "What it must have to be a shortcode; without it, it is text in brackets.",
                        choices=("content", "attributes", "either"),
                        default="nothing",
                    ),
                    "apart": Leaf(
                        "flag", "What becomes of it stands on lines of its own (page builders).", default="false"
                    ),
                    **_BODY_FIELDS,
                },
                replaces={key: ("like", *replaced) for key, replaced in _BODY_REPLACES.items()}
                | {"like": ("node", "do", *body_rules.FIELDS)},
            ),
            "What a shortcode is. `[text]` in brackets that no mapping names is text.",
        ),
        "blocks": Named(
            Fixed(_body(body_rules.BLOCK_ACTIONS, body_rules.BLOCK_HANDLERS) | _BODY_FIELDS, replaces=_BODY_REPLACES),
            "What a block is, by its full name. One that no mapping names keeps its saved HTML, and is counted.",
        ),
        "plugins": Named(
            Fixed(
                {
                    "title": Leaf("text", "What people call it. Required."),
                    "shortcodes": Leaf("texts", "All shortcodes that it makes.", default="none", names=True),
                    "detect": Fixed(
                        {
                            key: Leaf("texts", doc, names=True, ends="/" if key == "blocks" else "")
                            for key, (_, doc) in DETECT.items()
                        },
                        "What shows that a site used it: any one of these is enough.",
                    ),
                }
            ),
            "How a plugin or theme is recognised.",
            patterns=False,
        ),
    }
)
"""The whole file."""

"""The tables of the index and its longer questions, in SQL."""

from __future__ import annotations

SCHEMA = """
CREATE TABLE items (
    seq INTEGER PRIMARY KEY, part INTEGER, root INTEGER, start INTEGER, "end" INTEGER, line INTEGER, closed INTEGER,
    state TEXT, key TEXT, wp_id INTEGER, type TEXT, status TEXT, visibility TEXT, title TEXT, link TEXT, url TEXT,
    parent INTEGER, identity TEXT, comments INTEGER, meta INTEGER, detail TEXT, slug TEXT, date TEXT
);
CREATE TABLE terms (
    key TEXT PRIMARY KEY, taxonomy TEXT, slug TEXT, name TEXT, wp_id INTEGER, declared INTEGER, record BLOB
) WITHOUT ROWID;
CREATE TABLE comment_ids (wp_id INTEGER, seq INTEGER);
CREATE TABLE repeated_comments (wp_id INTEGER PRIMARY KEY, first_key TEXT);
CREATE TABLE old_slugs (slug TEXT, seq INTEGER);
CREATE TABLE languages (seq INTEGER PRIMARY KEY, language TEXT, translations TEXT);
CREATE TABLE term_languages (key TEXT PRIMARY KEY, language TEXT) WITHOUT ROWID;
CREATE TABLE addresses (address TEXT, key TEXT, hint TEXT);
CREATE TABLE redirecting (seq INTEGER PRIMARY KEY);
CREATE TABLE split_entries (seq INTEGER PRIMARY KEY, pages INTEGER);
CREATE TABLE redirects (
    rank INTEGER PRIMARY KEY, owner TEXT, source TEXT, query TEXT, target TEXT, status INTEGER, reason TEXT,
    public INTEGER, place TEXT, UNIQUE (place, query)
);
CREATE TABLE redirect_losses (owner TEXT, kind TEXT, detail TEXT);
CREATE TABLE routes (key TEXT PRIMARY KEY, path TEXT, url TEXT, address TEXT, name TEXT, taxonomy TEXT) WITHOUT ROWID;
CREATE TABLE files (key TEXT PRIMARY KEY, path TEXT, url TEXT, cached TEXT, digest BLOB, size INTEGER) WITHOUT ROWID;
CREATE TABLE missing_files (source TEXT, url TEXT, reason TEXT);
CREATE INDEX missing_files_source ON missing_files (source);
CREATE INDEX redirect_losses_owner ON redirect_losses (owner);
"""
INDEXES = """
CREATE INDEX items_wp_id ON items (wp_id);
CREATE INDEX items_key ON items (key);
CREATE INDEX items_parent ON items (parent);
CREATE INDEX terms_wp_id ON terms (wp_id);
CREATE INDEX languages_translations ON languages (translations);
CREATE INDEX terms_name ON terms (taxonomy, name);
CREATE INDEX redirects_owner ON redirects (owner);
CREATE INDEX routes_path ON routes (path);
"""
NUMBERED = (
    'SELECT seq, root, key, type, title, link, url, visibility, state, part, start, "end", line, closed FROM items'
    " WHERE wp_id = ? AND state != 'duplicate' ORDER BY seq"
)
TRANSLATIONS = (
    "SELECT other.language, routes.* FROM items JOIN languages AS own USING (seq)"
    " JOIN languages AS other ON other.translations = own.translations AND other.seq != own.seq"
    " JOIN items AS translation ON translation.seq = other.seq AND translation.state = 'kept'"
    "  AND translation.visibility = 'public'"
    " JOIN routes ON routes.key = translation.key"
    " WHERE items.key = ? AND items.state = 'kept' AND own.translations != '' AND other.language != own.language"
    " AND routes.url != '' GROUP BY other.language ORDER BY other.language"
)
LANGUAGE = (
    "SELECT language FROM items JOIN languages USING (seq) WHERE key = ? AND state = 'kept'"
    " UNION ALL SELECT language FROM term_languages WHERE key = ? LIMIT 1"
)

"""The tables of a manifest: as it is saved, and as it is in the making; and its longer statements, in SQL."""

from __future__ import annotations

SAVED = """
CREATE TABLE {side}.run (target TEXT, site TEXT, version TEXT, export TEXT, mapping TEXT, options TEXT,
    started TEXT, complete INTEGER, summary TEXT, token TEXT);
CREATE TABLE {side}.file (path TEXT PRIMARY KEY, parts INTEGER, hash BLOB) WITHOUT ROWID;
CREATE TABLE {side}.piece (path TEXT, key TEXT, source TEXT, hash BLOB, start INTEGER, length INTEGER,
    once INTEGER, PRIMARY KEY (path, key)) WITHOUT ROWID;
CREATE TABLE {side}.pending (path TEXT PRIMARY KEY, staged TEXT, before BLOB) WITHOUT ROWID;
CREATE TABLE {side}.address (source TEXT, url TEXT, turn INTEGER, PRIMARY KEY (source, url)) WITHOUT ROWID;
"""
COPIES = """
CREATE TABLE {side}.pack (number INTEGER PRIMARY KEY, content BLOB);
CREATE TABLE {side}.copy (source TEXT PRIMARY KEY, pack INTEGER) WITHOUT ROWID;
"""
"""The largest by far: of a new manifest they are the first that are filled, see `copies.NewCopies`."""

NEW = """
CREATE TABLE brought (source TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE gone (path TEXT, key TEXT, PRIMARY KEY (path, key)) WITHOUT ROWID;
CREATE TABLE taken (path TEXT, key TEXT, PRIMARY KEY (path, key)) WITHOUT ROWID;
CREATE TABLE whole (path TEXT, source TEXT, hash BLOB, length INTEGER, once INTEGER);
CREATE TABLE file (path TEXT PRIMARY KEY, parts INTEGER, hash BLOB, rewritten INTEGER);
CREATE TABLE piece (turn INTEGER PRIMARY KEY, path TEXT, key TEXT, source TEXT, hash BLOB, start INTEGER,
    length INTEGER, once INTEGER, fresh INTEGER, UNIQUE (path, key));
CREATE VIEW owned AS SELECT path, source FROM piece UNION ALL SELECT path, source FROM whole;
CREATE TABLE pending (path TEXT PRIMARY KEY, staged TEXT, before BLOB) WITHOUT ROWID;
CREATE TABLE recopied (source TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE address (source TEXT, url TEXT);
"""
# Whole files come in the order of the export: to sort them once costs less than to keep them sorted.
ALL_WHOLE = "CREATE UNIQUE INDEX whole_path ON whole (path)"
TWICE = "SELECT path, source FROM whole GROUP BY path HAVING count(*) > 1 LIMIT 1"
# A path that was a whole file and now is parts, or the reverse, keeps no piece of its other life.
CARRY = """
INSERT INTO piece (path, key, source, hash, start, length, once, fresh)
    SELECT path, key, source, hash, start, length, once, 0 FROM old.piece AS was
    WHERE NOT EXISTS (SELECT 1 FROM main.piece AS now WHERE now.path = was.path AND now.key = was.key)
      AND NOT EXISTS (SELECT 1 FROM whole AS now WHERE now.path = was.path)
      AND NOT EXISTS (SELECT 1 FROM gone WHERE gone.path = was.path AND gone.key = was.key)
      AND NOT EXISTS (SELECT 1 FROM main.file AS now JOIN old.file USING (path)
                      WHERE now.path = was.path AND now.parts <> old.file.parts)
    ORDER BY path, start
"""
CARRY_FILES = """
INSERT OR IGNORE INTO file SELECT path, parts, hash, 0 FROM old.file WHERE path IN (SELECT path FROM piece)
"""
SAVE_FILES = """
INSERT INTO next.file
    SELECT path, parts, hash FROM main.file
    WHERE path IN (SELECT path FROM main.piece) AND path NOT IN (SELECT path FROM whole)
    UNION ALL SELECT path, 0, hash FROM whole ORDER BY path
"""
SAVE_PIECES = """
INSERT INTO next.piece
    SELECT path, key, source, piece.hash,
           CASE WHEN rewritten THEN sum(length) OVER (PARTITION BY path ORDER BY turn) - length
           ELSE start END,
           length, once
    FROM main.piece JOIN main.file USING (path) ORDER BY path, key
"""
SAVE_WHOLE = "INSERT INTO next.piece SELECT path, '', source, hash, 0, length, once FROM whole ORDER BY path"
# A pack of which something goes is made anew: what a record no longer shows may not stay in it.
CARRY_COPIES = """
CREATE TABLE living AS SELECT source, pack FROM old.copy
    WHERE source NOT IN (SELECT source FROM recopied) AND source IN (SELECT source FROM owned);
CREATE INDEX living_pack ON living (pack);
CREATE TABLE broken AS SELECT was.pack FROM old.copy AS was LEFT JOIN living USING (source)
    GROUP BY was.pack HAVING count(living.source) BETWEEN 1 AND count(*) - 1 ORDER BY was.pack;
"""
BROKEN = "SELECT number, content FROM old.pack WHERE number IN (SELECT pack FROM broken) ORDER BY number"
LIVING = "SELECT source FROM living WHERE pack = ? ORDER BY source"
SAVE_PACKS = """
INSERT INTO next.pack SELECT number, content FROM old.pack
    WHERE number IN (SELECT pack FROM living) AND number NOT IN (SELECT pack FROM broken)
"""
SAVE_COPIES = """
INSERT INTO next.copy SELECT source, pack FROM living WHERE pack NOT IN (SELECT pack FROM broken)
"""
SAVE_ADDRESSES = """
INSERT OR IGNORE INTO next.address
    SELECT source, url, turn FROM (
        SELECT source, url, turn FROM old.address
        UNION ALL
        SELECT source, url, (SELECT count(*) FROM old.address AS was WHERE was.source = now.source)
        FROM main.address AS now)
    WHERE source IN (SELECT source FROM owned) ORDER BY source, turn
"""
SAVE = (
    SAVE_FILES,
    SAVE_PIECES,
    SAVE_WHOLE,
    "CREATE INDEX next.piece_source ON piece (source)",
    SAVE_PACKS,
    SAVE_COPIES,
    SAVE_ADDRESSES,
    "INSERT INTO next.pending SELECT * FROM main.pending",
)
"""What fills a new manifest, but for this run's copies."""

"""Names of the forms that the map of redirects is written in."""

ALIASES = "aliases"
"""The generator's own way: front matter, and pages that lead on."""
FORMS = (ALIASES, "netlify", "cloudflare", "vercel", "nginx", "apache", "caddy", "csv")
SAYS_QUERIES = frozenset({"netlify", "vercel", "nginx", "apache", "caddy", "csv"})
"""Those that can lead `/?p=12` on."""

// Reads src, writes _site. Old addresses are in the front matter of every page, as `permalink`.

export default function (config) {
  config.addPassthroughCopy("src/style.css");

  const newestFirst = (entries) => [...entries].sort((one, other) => other.date - one.date);
  const byTitle = (pages) =>
    [...pages].sort((one, other) => String(one.data.title || "").localeCompare(String(other.data.title || "")));
  const memory = new WeakMap();

  /** Entries by taxonomy and term, and pages of terms: worked out once a build. */
  function known(all) {
    if (!memory.has(all)) {
      const entries = new Map();
      const terms = new Map();
      const under = (taxonomy, term) => JSON.stringify([taxonomy, String(term)]);
      const taxonomies = new Set(all.filter((page) => page.data.term).map((page) => page.data.taxonomy));
      for (const page of all) {
        if (page.data.term) terms.set(under(page.data.taxonomy, page.data.term), page);
        if (!page.data.wp_type) continue;
        for (const taxonomy of taxonomies) {
          for (const term of page.data[taxonomy] || []) {
            const name = under(taxonomy, term);
            if (!entries.has(name)) entries.set(name, []);
            entries.get(name).push(page);
          }
        }
      }
      memory.set(all, { entries, terms, taxonomies, under });
    }
    return memory.get(all);
  }

  config.addFilter("entriesOf", (all, taxonomy, term) => {
    const { entries, under } = known(all);
    return newestFirst(entries.get(under(taxonomy, term)) || []);
  });
  config.addFilter("ofTypes", (all, types) =>
    newestFirst(all.filter((page) => (types || []).includes(page.data.wp_type))));
  config.addFilter("termsOf", (all, taxonomy) =>
    byTitle(all.filter((page) => page.data.term && page.data.taxonomy === taxonomy)));
  config.addFilter("listsOf", (all) =>
    byTitle(all.filter((page) => page.data.layout === "layouts/list.njk")));
  config.addFilter("termPages", (all, url) => {
    const { terms, taxonomies, under } = known(all);
    const data = all.find((page) => page.url === url)?.data || {};
    return [...taxonomies].flatMap((taxonomy) =>
      (data[taxonomy] || []).map((term) => terms.get(under(taxonomy, term))).filter(Boolean));
  });
  config.addFilter("day", (date) => new Date(date).toISOString().slice(0, 10));
  config.addFilter("below", (url, base) => `${base}${url}`);
  config.addFilter("aliasesOf", (all) => all.flatMap((page) =>
    (page.data.aliases || []).map((from) => ({ from, to: page.url }))));

  return { dir: { input: "src", output: "_site" } };
}

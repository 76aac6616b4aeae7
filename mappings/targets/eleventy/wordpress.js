// Filters that layouts ask for entries, terms and lists: import wordpress from "./wordpress.js", config.addPlugin(wordpress).

export default function (config) {
  const newestFirst = (entries) => [...entries].sort((one, other) => other.date - one.date);
  const byTitle = (pages) =>
    [...pages].sort((one, other) => String(one.data.title || "").localeCompare(String(other.data.title || "")));
  const part = (entry) => entry.data.series_part ?? Infinity;
  const memory = new WeakMap();

  /** Pages by address, entries by taxonomy and term, pages of terms, posts by date: worked out once a build. */
  function known(all) {
    if (!memory.has(all)) {
      const pages = new Map(all.map((page) => [page.url, page]));
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
      const posts = newestFirst(all.filter((page) => page.data.wp_type === "post"));
      // The posts before and after each, in its language.
      const beside = new Map();
      const last = new Map();
      for (const page of posts) {
        const newer = last.get(page.data.language);
        beside.set(page.url, { newer });
        if (newer) beside.get(newer.url).older = page;
        last.set(page.data.language, page);
      }
      const lists = byTitle(all.filter((page) => page.data.layout === "layouts/list.njk"));
      memory.set(all, { pages, entries, terms, under, beside, lists });
    }
    return memory.get(all);
  }

  config.addFilter("entriesOf", (all, taxonomy, term) => {
    const { entries, under } = known(all);
    const found = newestFirst(entries.get(under(taxonomy, term)) || []);
    return taxonomy === "series" ? found.sort((one, other) => part(one) - part(other) || 0) : found;
  });
  config.addFilter("ofTypes", (all, types) =>
    newestFirst(all.filter((page) => (types || []).includes(page.data.wp_type))));
  config.addFilter("inLanguage", (entries, language) =>
    entries.filter((entry) => !language || !entry.data.language || entry.data.language === language));
  config.addFilter("stickyFirst", (entries) =>
    [...entries].sort((one, other) => Number(!!other.data.sticky) - Number(!!one.data.sticky)));
  config.addFilter("byYear", (entries) => {
    const years = new Map();
    for (const entry of entries) {
      const year = String(new Date(entry.date).getUTCFullYear());
      years.set(year, [...(years.get(year) || []), entry]);
    }
    return [...years];
  });
  config.addFilter("neighbours", (all, url) => known(all).beside.get(url) || {});
  config.addFilter("termsOf", (all, taxonomy) =>
    byTitle(all.filter((page) => page.data.term && page.data.taxonomy === taxonomy)));
  config.addFilter("listsOf", (all) => known(all).lists);
  config.addFilter("termPages", (all, url, taxonomy) => {
    const { pages, terms, under } = known(all);
    const data = pages.get(url)?.data || {};
    return (data[taxonomy] || []).map((term) => terms.get(under(taxonomy, term))).filter(Boolean);
  });
  config.addFilter("menuIn", (menus, language) =>
    (menus || []).find((menu) => !language || !menu.language || menu.language === language));
  config.addFilter("day", (date) => new Date(date).toISOString().slice(0, 10));
  config.addFilter("instant", (date) => new Date(date).toISOString());
  config.addFilter("below", (url, base) => `${base}${url}`);
  config.addFilter("teaser", (page) =>
    page.data.summary || page.data.description ||
    String(page.content || "").replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim().slice(0, 300));
}

// Lists of entries for templates, and a page at every former address.
'use strict';

const entries = (site) => [...site.posts.toArray(), ...site.pages.toArray().filter((page) => page.wp_type)];
const namesOf = (entry, taxonomy) => {
  const value = entry[taxonomy];
  if (!value) return [];
  return (value.toArray ? value.toArray().map((one) => one.name) : [].concat(value).flat()).map(String);
};
const newestFirst = (list) => list.sort((one, other) => (other.date || 0) - (one.date || 0));
const terms = (site) => site.pages.toArray().filter((page) => page.layout === 'term');

hexo.extend.helper.register('wp_entries', function (page) {
  const all = entries(this.site);
  if (page.term !== undefined) {
    return newestFirst(all.filter((entry) => namesOf(entry, page.taxonomy).includes(String(page.term))));
  }
  return newestFirst(all.filter((entry) => (page.types || []).includes(entry.wp_type)));
});

hexo.extend.helper.register('wp_terms', function (taxonomy) {
  return terms(this.site).filter((term) => term.taxonomy === taxonomy);
});

hexo.extend.helper.register('wp_terms_of', function (entry) {
  return terms(this.site).filter((term) => namesOf(entry, term.taxonomy).includes(String(term.term)));
});

hexo.extend.helper.register('wp_lists', function () {
  return this.site.pages.toArray().filter((page) => page.layout === 'list');
});

hexo.extend.generator.register('wordpress_redirects', function (site) {
  const root = this.config.root;
  return entries(site).flatMap((entry) => [].concat(entry.alias || []).map((from) => {
    const path = /\.html?$/i.test(from) ? from.slice(1) : `${from.replace(/^\/|\/$/g, '')}/index.html`;
    const to = root + encodeURI(entry.path.replace(/^\//, '').replace(/index\.html$/, ''));
    return {
      path,
      data: `<!doctype html><title>Moved</title><link rel="canonical" href="${to}">` +
        `<meta http-equiv="refresh" content="0; url=${to}"><a href="${to}">Moved</a>\n`,
    };
  }));
});

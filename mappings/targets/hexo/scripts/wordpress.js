// Lists of entries for templates, a page at every former address, a list for every year and month, and a feed.
'use strict';

const fs = require('fs');
const { join } = require('path');

const entries = (site) => [...site.posts.toArray(), ...site.pages.toArray().filter((page) => page.wp_type)];
const namesOf = (entry, taxonomy) => {
  const value = entry[taxonomy];
  if (!value) return [];
  return (value.toArray ? value.toArray().map((one) => one.name) : [].concat(value).flat()).map(String);
};
const newestFirst = (list) => list.sort((one, other) => (other.date || 0) - (one.date || 0));
const under = (taxonomy, term) => JSON.stringify([taxonomy, String(term)]);
const escaped = (text) => String(text).replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

/** Pages of terms and entries by term, posts by language: worked out once a build. */
let memory = null;
hexo.on('generateBefore', () => { memory = null; });
function known(site) {
  if (memory) return memory;
  const pages = site.pages.toArray();
  const terms = pages.filter((page) => page.layout === 'term');
  const taxonomies = [...new Set(terms.map((term) => term.taxonomy))];
  const lists = pages.filter((page) => page.layout === 'list').sort((one, other) => one.title.localeCompare(other.title));
  const inTerm = new Map();
  for (const entry of newestFirst(entries(site))) {
    for (const taxonomy of taxonomies) {
      for (const name of namesOf(entry, taxonomy)) {
        const key = under(taxonomy, name);
        if (!inTerm.has(key)) inTerm.set(key, []);
        inTerm.get(key).push(entry);
      }
    }
  }
  const posts = new Map();
  for (const post of newestFirst(site.posts.toArray())) {
    const language = post.lang || '';
    if (!posts.has(language)) posts.set(language, []);
    posts.get(language).push(post);
  }
  const places = new Map([...posts.values()].flatMap((list) => list.map((post, place) => [post._id, place])));
  const byTerm = new Map(terms.map((term) => [under(term.taxonomy, term.term), term]));
  memory = { terms, byTerm, inTerm, lists, posts, places };
  return memory;
}

hexo.extend.helper.register('wp_entries', function (page) {
  if (page.entries) return page.entries;
  if (page.term !== undefined) {
    const found = [...(known(this.site).inTerm.get(under(page.taxonomy, page.term)) || [])];
    const part = (entry) => entry.series_part ?? Infinity;
    return page.taxonomy === 'series' ? found.sort((one, other) => part(one) - part(other) || 0) : found;
  }
  return newestFirst(entries(this.site).filter((entry) => (page.types || []).includes(entry.wp_type)));
});

hexo.extend.helper.register('wp_home', function (page) {
  const all = newestFirst(this.site.posts.toArray().filter((one) => !page.lang || !one.lang || one.lang === page.lang));
  return [...all.filter((one) => one.sticky), ...all.filter((one) => !one.sticky)];
});

hexo.extend.helper.register('wp_years', function (list) {
  const years = new Map();
  for (const one of list) {
    const year = one.date ? one.date.format('YYYY') : '';
    if (!years.has(year)) years.set(year, []);
    years.get(year).push(one);
  }
  return [...years];
});

hexo.extend.helper.register('wp_beside', function (page) {
  const { posts, places } = known(this.site);
  const list = posts.get(page.lang || '') || [];
  const place = places.get(page._id);
  return place === undefined ? {} : { newer: list[place - 1], older: list[place + 1] };
});

hexo.extend.helper.register('wp_terms', function (taxonomy) {
  return known(this.site).terms.filter((term) => term.taxonomy === taxonomy);
});

hexo.extend.helper.register('wp_terms_of', function (entry, taxonomy) {
  const { byTerm } = known(this.site);
  return namesOf(entry, taxonomy).map((name) => byTerm.get(under(taxonomy, name))).filter(Boolean);
});

hexo.extend.helper.register('wp_lists', function () {
  return known(this.site).lists;
});

hexo.extend.helper.register('wp_language', function (code) {
  return (this.config.languages || {})[code] || { name: code, locale: code };
});

hexo.extend.helper.register('wp_menu', function (language) {
  return (this.site.data.menus || []).find((menu) => !language || !menu.language || menu.language === language);
});

hexo.extend.helper.register('wp_origin', function () {
  return new URL(this.config.url).origin;
});

hexo.extend.generator.register('wordpress_redirects', function (site) {
  const root = this.config.root;
  return [...site.posts.toArray(), ...site.pages.toArray()].flatMap((entry) => [].concat(entry.alias || []).map((from) => {
    const path = /\.html?$/i.test(from) ? from.slice(1) : `${from.replace(/^\/|\/$/g, '')}/index.html`;
    const to = root + encodeURI(entry.path.replace(/^\//, '').replace(/index\.html$/, ''));
    return {
      path,
      data: `<!doctype html><title>Moved</title><link rel="canonical" href="${to}">` +
        `<meta http-equiv="refresh" content="0; url=${to}"><a href="${to}">Moved</a>\n`,
    };
  }));
});

// As on the old site: /2009/ and /2009/05/.
hexo.extend.generator.register('wordpress_archives', function (site) {
  const taken = new Set(entries(site).map((entry) => entry.path.replace(/^\//, '')));
  const periods = new Map();
  for (const post of newestFirst(site.posts.toArray())) {
    for (const period of [post.date.format('YYYY'), post.date.format('YYYY/MM')]) {
      if (!periods.has(period)) periods.set(period, []);
      periods.get(period).push(post);
    }
  }
  return [...periods].filter(([period]) => !taken.has(`${period}/index.html`)).map(([period, posts]) => ({
    path: `${period}/index.html`,
    layout: ['list'],
    data: { title: period.replace('/', '-'), types: ['post'], entries: posts },
  }));
});

hexo.extend.generator.register('wordpress_feed', function (site) {
  const { config } = this;
  const home = `${config.url.replace(/\/$/, '')}/`;
  const at = (post) => new URL(config.root + post.path.replace(/^\//, '').replace(/index\.html$/, ''), home).href;
  const posts = newestFirst(site.posts.toArray()).slice(0, 20);
  const updated = posts.length ? posts[0].date.toISOString() : '1970-01-01T00:00:00Z';
  const one = (post) => `<entry>
<title>${escaped(post.title || 'Untitled')}</title>
<id>${escaped(at(post))}</id>
<link href="${escaped(at(post))}"/>
<published>${post.date.toISOString()}</published>
<updated>${(post.updated || post.date).toISOString()}</updated>
<author><name>${escaped(namesOf(post, 'authors')[0] || config.title)}</name></author>
<content type="html">${escaped(post.content)}</content>
</entry>
`;
  return {
    path: 'feed.xml',
    data: `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:base="${escaped(home)}">
<title>${escaped(config.title)}</title>
<id>${escaped(home)}</id>
<link href="${escaped(home)}"/>
<link rel="self" href="${escaped(home)}feed.xml"/>
<updated>${updated}</updated>
${posts.map(one).join('')}</feed>
`,
  };
});

// The folder `static` as it is: pages that lead on from former addresses, and what the host looks for.
hexo.extend.generator.register('wordpress_static', function () {
  const folder = join(this.base_dir, 'static');
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder, { recursive: true })
    .filter((name) => fs.statSync(join(folder, name)).isFile())
    .map((name) => ({ path: name.replaceAll('\\', '/'), data: () => fs.createReadStream(join(folder, name)) }));
});

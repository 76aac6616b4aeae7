// A page at every former address, which leads to the new one.

const FILE = /\.html?$/i;

export default class {
  data() {
    return {
      pagination: {
        data: "collections.all",
        size: 1,
        alias: "former",
        addAllPagesToCollections: false,
        before: (all) => all.flatMap((page) => (page.data.aliases || []).map((from) => ({ from, to: page.url }))),
      },
      eleventyExcludeFromCollections: true,
      permalink: ({ former }) => (former ? (FILE.test(former.from) ? former.from : `${former.from}index.html`) : false),
    };
  }

  render({ former, site }) {
    const to = `${site.base}${encodeURI(former.to)}`;
    return `<!doctype html><title>Moved</title><link rel="canonical" href="${to}"><meta http-equiv="refresh" content="0; url=${to}"><a href="${to}">Moved</a>\n`;
  }
}

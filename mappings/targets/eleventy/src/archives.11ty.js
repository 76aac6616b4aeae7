// A list of posts at the address of each year and month that has any, as on the old site: /2009/ and /2009/05/.

function archives(all) {
  const taken = new Set(all.map((page) => page.url));
  const periods = new Map();
  for (const page of all) {
    if (page.data.wp_type !== "post") continue;
    const [year, month] = new Date(page.date).toISOString().split("-");
    for (const period of [year, `${year}/${month}`]) {
      if (taken.has(`/${period}/`)) continue;
      if (!periods.has(period)) periods.set(period, []);
      periods.get(period).push(page);
    }
  }
  return [...periods].map(([period, posts]) => ({ period, posts: posts.sort((one, other) => other.date - one.date) }));
}

export default class {
  data() {
    return {
      layout: "layouts/list.njk",
      pagination: {
        data: "collections.all",
        size: 1,
        alias: "archive",
        addAllPagesToCollections: false,
        before: archives,
      },
      eleventyComputed: { title: ({ archive }) => (archive ? archive.period.replace("/", "-") : "") },
      eleventyExcludeFromCollections: true,
      permalink: ({ archive }) => (archive ? `/${archive.period}/index.html` : false),
    };
  }

  render() {
    return "";
  }
}

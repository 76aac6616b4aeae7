// The newest posts as a feed.
import rss from "@astrojs/rss";
import type { APIContext } from "astro";
import site from "../site.json";
import { content, href } from "../wordpress/site";

const NEWEST = 20;

export async function GET(context: APIContext) {
  const home = context.site ?? "https://example.org";
  const { entries } = await content();
  const posts = entries.filter((entry) => entry.data.type === "post").slice(0, NEWEST);
  return rss({
    title: site.title,
    description: site.description || site.title,
    site: new URL(`${site.base}/`, home),
    items: posts.map((post) => ({
      title: post.data.title || "Untitled",
      link: new URL(href(post), home).href,
      pubDate: post.data.date,
      description: post.data.description,
      content: post.rendered?.html,
    })),
  });
}

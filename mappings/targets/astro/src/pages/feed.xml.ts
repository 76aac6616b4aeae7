// The newest posts as an Atom feed.
import site from "../site.json";
import { content, href } from "../wordpress/site";

const NEWEST = 20;
const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as XML has it, without the characters that XML does not allow. */
const xml = (text: string) =>
  text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "").replace(/[&<>"]/g, (found) => ENTITIES[found] ?? "");

export async function GET() {
  const { entries, pages } = await content();
  const posts = entries.filter((entry) => entry.data.type === "post" && entry.data.date).slice(0, NEWEST);
  const home = `${site.origin}${site.base}/`;
  const items = posts.map((post) => {
    const { data, rendered } = post;
    const [author] = data.terms.authors ?? [];
    const name = author && pages.get(JSON.stringify(["authors", author]))?.data.title;
    const published = data.date?.toISOString() ?? "";
    const address = xml(`${site.origin}${href(post)}`);
    return `<entry>
<title>${xml(data.title || "Untitled")}</title>
<id>${address}</id>
<link href="${address}"/>
<published>${published}</published>
<updated>${data.updated?.toISOString() ?? published}</updated>
<author><name>${xml(name || site.title)}</name></author>
<content type="html">${xml(rendered?.html ?? "")}</content>
</entry>`;
  });
  const feed = `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:base="${xml(home)}">
<title>${xml(site.title)}</title>
<id>${xml(home)}</id>
<link href="${xml(home)}"/>
<link rel="self" href="${xml(home)}feed.xml"/>
<updated>${posts[0]?.data.date?.toISOString() ?? new Date(0).toISOString()}</updated>
${items.join("\n")}
</feed>
`;
  return new Response(feed, { headers: { "Content-Type": "application/atom+xml; charset=utf-8" } });
}

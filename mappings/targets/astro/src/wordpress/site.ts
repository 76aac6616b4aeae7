// The entries, terms and lists of the site, and where they are: read once a build.
import { srcDir } from "astro:config/server";
import { getCollection, type CollectionEntry } from "astro:content";
import site from "../site.json";
import { exists } from "./folder.mjs";

export type Entry = CollectionEntry<"entries">;
export type Term = CollectionEntry<"terms">;
export type List = CollectionEntry<"lists">;

interface Content {
  /** Newest first. */
  entries: Entry[];
  /** By title. */
  terms: Term[];
  lists: List[];
  /** Taxonomy and term → its page. */
  pages: Map<string, Term>;
  /** Taxonomy and term → its entries. */
  tagged: Map<string, Entry[]>;
}

let known: Promise<Content> | undefined;

const nameOf = (taxonomy: string, term: string) => JSON.stringify([taxonomy, term]);
const time = (entry: Entry) => entry.data.date?.getTime() ?? 0;
const byTitle = (one: Term | List, other: Term | List) => one.data.title.localeCompare(other.data.title);

async function read(): Promise<Content> {
  const entries = exists("entries", srcDir) ? await getCollection("entries") : [];
  const terms = exists("terms", srcDir) ? await getCollection("terms") : [];
  const lists = await getCollection("lists");
  entries.sort((one, other) => time(other) - time(one) || one.id.localeCompare(other.id));
  const tagged = new Map<string, Entry[]>();
  for (const entry of entries) {
    for (const [taxonomy, names] of Object.entries(entry.data.terms)) {
      for (const term of names) {
        const name = nameOf(taxonomy, term);
        const found = tagged.get(name);
        if (found) found.push(entry);
        else tagged.set(name, [entry]);
      }
    }
  }
  const pages = new Map(terms.map((term) => [nameOf(term.data.taxonomy, term.data.term), term]));
  return { entries, terms: terms.sort(byTitle), lists: lists.sort(byTitle), pages, tagged };
}

export const content = () => (known ??= read());

/** The address of a page as it stands in a link. */
export const href = (page: { data: { address: string } }) => `${site.base}${encodeURI(page.data.address)}`;

/** The path of a page as a route of Astro takes it. */
export const route = (address: string) => address.replace(/^\/|\/$/g, "") || undefined;

/** The entries of a term. */
export const entriesOf = async (term: Term) =>
  (await content()).tagged.get(nameOf(term.data.taxonomy, term.data.term)) ?? [];

/** The pages of an entry's terms. */
export async function termsOf(entry: Entry): Promise<Term[]> {
  const { pages } = await content();
  return Object.entries(entry.data.terms).flatMap(([taxonomy, names]) =>
    names.flatMap((term) => pages.get(nameOf(taxonomy, term)) ?? []),
  );
}

/** A day as people write it, where and when the site is. */
export function day(date: Date): string {
  try {
    return new Intl.DateTimeFormat(site.language, { dateStyle: "long", timeZone: site.timeZone }).format(date);
  } catch {
    return date.toISOString().slice(0, 10);
  }
}

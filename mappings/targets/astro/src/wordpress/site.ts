// The entries, terms and lists of the site, and where they are: read once a build.
import { srcDir } from "astro:config/server";
import { getCollection, type CollectionEntry } from "astro:content";
import site from "../site.json";
import { exists } from "./folder.mjs";

export type Entry = CollectionEntry<"entries">;
export type Term = CollectionEntry<"terms">;
export type List = CollectionEntry<"lists">;
export type Translation = Entry["data"]["translations"][number];

/** The posts of a year or a month. */
export interface Archive {
  /** `/2009/` or `/2009/05/`. */
  address: string;
  title: string;
  entries: Entry[];
}

interface Content {
  /** Newest first. */
  entries: Entry[];
  /** By title. */
  terms: Term[];
  lists: List[];
  archives: Archive[];
  /** Taxonomy and term → its page. */
  pages: Map<string, Term>;
  /** Taxonomy and term → its entries. */
  tagged: Map<string, Entry[]>;
  /** Id of a post → those before and after it, in its language. */
  beside: Map<string, { older?: Entry; newer?: Entry }>;
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
      for (const term of names) push(tagged, nameOf(taxonomy, term), entry);
    }
  }
  const pages = new Map(terms.map((term) => [nameOf(term.data.taxonomy, term.data.term), term]));
  const posts = entries.filter((entry) => entry.data.type === "post");
  const taken = new Set([...entries, ...terms, ...lists].map((page) => page.data.address));
  return {
    entries,
    terms: terms.sort(byTitle),
    lists: lists.sort(byTitle),
    archives: archivesOf(posts, taken),
    pages,
    tagged,
    beside: neighboursOf(posts),
  };
}

function push<Key>(found: Map<Key, Entry[]>, key: Key, entry: Entry) {
  const list = found.get(key);
  if (list) list.push(entry);
  else found.set(key, [entry]);
}

function archivesOf(posts: Entry[], taken: Set<string>): Archive[] {
  const found = new Map<string, Entry[]>();
  for (const post of posts) {
    if (!post.data.date) continue;
    const [year, month] = localDay(post.data.date).split("-");
    push(found, `${year}`, post);
    push(found, `${year}-${month}`, post);
  }
  return [...found]
    .map(([title, entries]) => ({ address: `/${title.replace("-", "/")}/`, title, entries }))
    .filter((archive) => !taken.has(archive.address));
}

function neighboursOf(posts: Entry[]) {
  const beside = new Map<string, { older?: Entry; newer?: Entry }>();
  const last = new Map<string | undefined, Entry>();
  for (const post of posts) {
    const newer = last.get(post.data.language);
    beside.set(post.id, { newer });
    const place = newer && beside.get(newer.id);
    if (place) place.older = post;
    last.set(post.data.language, post);
  }
  return beside;
}

export const content = () => (known ??= read());

/** The address of a page as it stands in a link. */
export const href = (page: { data: { address: string } }) => link(page.data.address);
export const link = (address: string) => `${site.base}${encodeURI(address)}`;

/** The path of a page as a route of Astro takes it. */
export const route = (address: string) => address.replace(/^\/|\/$/g, "") || undefined;

/** The entries of a term: newest first, those of a series in their order. */
export async function entriesOf(term: Term): Promise<Entry[]> {
  const found = (await content()).tagged.get(nameOf(term.data.taxonomy, term.data.term)) ?? [];
  const part = (entry: Entry) => entry.data.seriesPart ?? Number.MAX_SAFE_INTEGER;
  return term.data.taxonomy === "series" ? [...found].sort((one, other) => part(one) - part(other)) : found;
}

/** The pages of an entry's terms in a taxonomy. */
export async function termsOf(entry: Entry, taxonomy: string): Promise<Term[]> {
  const { pages } = await content();
  return (entry.data.terms[taxonomy] ?? []).flatMap((term) => pages.get(nameOf(taxonomy, term)) ?? []);
}

/** What is in a language, or in none; everything where no language is asked for. */
export const inLanguage = (entries: Entry[], language?: string) =>
  entries.filter((entry) => !language || !entry.data.language || entry.data.language === language);

/** Year → entries, in their order. */
export function byYear(entries: Entry[]): Map<string, Entry[]> {
  const years = new Map<string, Entry[]>();
  for (const entry of entries) push(years, entry.data.date ? localDay(entry.data.date).slice(0, -6) : "", entry);
  return years;
}

/** What a list shows of an entry besides its title. */
export const teaser = (entry: Entry) =>
  entry.data.summary ?? entry.data.description ?? firstWords(entry.rendered?.html ?? "");

/** Text of HTML, cut between words. */
function firstWords(html: string): string {
  const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"' };
  const text = html
    .replace(/<!--[^]*?-->|<(?:script|style)\b[^]*?<\/(?:script|style)>|<[^>]*>/g, " ")
    .replace(/&(amp|lt|gt|quot);/g, (_, name) => entities[name] ?? "")
    .replace(/\s+/g, " ")
    .trim();
  return text.length > 300 ? `${text.slice(0, 300).replace(/\s\S*$/, "")} …` : text;
}

const languages: Record<string, { name?: string; locale?: string; direction?: string }> = site.languages;

/** A language as HTML names it. */
export const locale = (code: string) => languages[code]?.locale ?? code;
export const nameOfLanguage = (code: string) => languages[code]?.name ?? code;
export const direction = (code: string) => languages[code]?.direction || undefined;

const timeZone = allowed(() => new Intl.DateTimeFormat("en", { timeZone: site.timeZone }) && site.timeZone) ?? "UTC";
const days = new Intl.DateTimeFormat("sv-SE", { timeZone });
const formats = new Map<string, Intl.DateTimeFormat>();

function allowed<Value>(make: () => Value): Value | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** `2009-05-04`, where the site is. */
const localDay = (date: Date) => days.format(date);

/** A day as people write it, where the site is. */
export function day(date: Date, language: string = site.language): string {
  const tag = locale(language);
  const dateStyle = "long";
  const format =
    formats.get(tag) ??
    allowed(() => new Intl.DateTimeFormat(tag, { dateStyle, timeZone })) ??
    new Intl.DateTimeFormat("en", { dateStyle, timeZone });
  formats.set(tag, format);
  return format.format(date);
}

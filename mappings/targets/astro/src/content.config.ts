// What the files below src/content hold. Drafts and scheduled entries are in src/drafts: move one here to publish it.
import { defineCollection } from "astro:content";
import { z } from "astro/zod";
import { folder } from "./wordpress/folder.mjs";

/** An address below the home of the site: `/2009/05/hello/`. */
const address = z.string().startsWith("/");

/** The same in other languages; `url` from the root of the host. */
const translations = z.array(z.object({ language: z.string(), url: z.string() })).default([]);

const entries = defineCollection({
  loader: folder("entries", "md"),
  schema: z.object({
    title: z.string().default(""),
    date: z.coerce.date().optional(),
    updated: z.coerce.date().optional(),
    address,
    /** Former addresses, which lead to the present one. */
    aliases: z.array(address).default([]),
    /** The type it had in WordPress: post, page and others. */
    type: z.string(),
    /** Taxonomy → what the terms are called there, as `term` of the collection of terms. */
    terms: z.record(z.string(), z.array(z.string())).default({}),
    description: z.string().optional(),
    summary: z.string().optional(),
    order: z.number().optional(),
    images: z.array(z.string()).default([]),
    translationKey: z.string().optional(),
    translations,
    noIndex: z.boolean().default(false),
    language: z.string().optional(),
    wpId: z.number().optional(),
    /** Name of the file of its comments. */
    comments: z.string().optional(),
    featuredImage: z.object({ src: z.string(), alt: z.string().default("") }).optional(),
    format: z.string().optional(),
    sticky: z.boolean().default(false),
    /** Its place in a series. */
    seriesPart: z.number().optional(),
    wpTemplate: z.string().optional(),
    visibility: z.string().optional(),
    seoTitle: z.string().optional(),
    canonical: z.string().optional(),
    robots: z.array(z.string()).default([]),
    redirectTo: z.string().optional(),
    enclosures: z
      .array(z.object({ url: z.string(), type: z.string().optional(), length: z.number().optional() }))
      .default([]),
    customFields: z.record(z.string(), z.unknown()).default({}),
  }),
});

const terms = defineCollection({
  loader: folder("terms", "md"),
  schema: z.object({
    title: z.string(),
    address,
    aliases: z.array(address).default([]),
    taxonomy: z.string(),
    term: z.string(),
    /** The term above it, as `term` has it. */
    parent: z.string().optional(),
    language: z.string().optional(),
    website: z.string().optional(),
  }),
});

const lists = defineCollection({
  loader: folder("lists", "md"),
  schema: z.object({
    title: z.string().default(""),
    address,
    /** Types of the entries in it. */
    types: z.array(z.string()).default([]),
    /** The taxonomy whose terms are in it. */
    taxonomy: z.string().optional(),
    /** Of the home of a language: which it is. */
    language: z.string().optional(),
    translations,
  }),
});

const comment = z.object({
  id: z.string(),
  kind: z.string().default("comment"),
  author: z.string().optional(),
  url: z.string().optional(),
  date: z.string().optional(),
  rating: z.number().optional(),
  html: z.string().default(""),
  get replies() {
    return z.array(comment).default([]);
  },
});

export type Comment = z.infer<typeof comment>;

const comments = defineCollection({
  loader: folder("comments", "json"),
  schema: z.object({ count: z.number(), comments: z.array(comment), pings: z.array(comment) }),
});

export const collections = { entries, terms, lists, comments };

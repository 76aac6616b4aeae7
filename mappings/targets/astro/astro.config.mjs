// Written once by wxr-migrate; yours from now on.
// Reads src, writes dist. Old addresses are in the front matter of every entry, as `address`.
import { satteri } from "@astrojs/markdown-satteri";
import { defineConfig } from "astro/config";
import htmlFiles from "./src/wordpress/html-files.mjs";

export default defineConfig({
  site: "@@origin@@",
  base: "@@base@@" || "/",
  integrations: [htmlFiles()],
  markdown: {
    // Characters stay as they were written, and code in any language is taken.
    processor: satteri({ features: { frontmatter: false, headingAttributes: true, smartPunctuation: false } }),
    syntaxHighlight: false,
  },
});

// Written once by wxr-migrate; yours from now on.
// Reads src, writes _site. Old addresses are in the front matter of every page, as `permalink`.

import wordpress from "./wordpress.js";

export default function (config) {
  config.addPassthroughCopy("src/style.css");
  // Files of the old site where they were, pages that lead on from former addresses, and what the host looks for.
  config.addPassthroughCopy({ static: "." });
  config.addPlugin(wordpress);

  return { dir: { input: "src", output: "_site" } };
}

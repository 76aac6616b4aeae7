// Addresses that end in `.html` are files, as they were: Astro would make folders of them.
import { readdir, rename, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const FILE = /\.html?$/i;

/** Makes a file of each folder of such a name that holds nothing but a page. */
async function flatten(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const path = join(folder, entry.name);
    await flatten(path);
    if (!FILE.test(entry.name) || (await readdir(path)).join() !== "index.html") continue;
    await rename(join(path, "index.html"), `${path}.moved`);
    await rmdir(path);
    await rename(`${path}.moved`, path);
  }
}

/** @returns {import("astro").AstroIntegration} */
export default function htmlFiles() {
  return { name: "html-files", hooks: { "astro:build:done": ({ dir }) => flatten(fileURLToPath(dir)) } };
}

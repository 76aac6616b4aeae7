// Folders of content, none of which need be there: Astro complains of those that are not.
import { existsSync } from "node:fs";
import { glob } from "astro/loaders";

/**
 * @param {string} name
 * @param {string | URL} src the folder `src`
 */
export const exists = (name, src) => existsSync(new URL(`content/${name}/`, src));

/**
 * The files of a folder below src/content, by their paths without extension.
 *
 * @param {string} name
 * @param {string} extension
 * @returns {import("astro/loaders").Loader}
 */
export function folder(name, extension) {
  const loader = glob({
    base: `./src/content/${name}`,
    pattern: `**/*.${extension}`,
    generateId: ({ entry }) => entry.slice(0, -extension.length - 1),
    retainBody: false,
  });
  return {
    ...loader,
    load: async (context) => {
      if (exists(name, context.config.srcDir)) await loader.load(context);
    },
  };
}

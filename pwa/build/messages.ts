import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import compile from "icu-minify/compile";
import type { Plugin } from "vite";

const PREFIX = "virtual:messages/";
const CATALOGUES = resolve(import.meta.dirname, "../src/i18n/catalogues");

/** `virtual:messages/de/shell` is German for one area of the app, its ICU messages compiled at build time. */
export function messages(): Plugin {
  return {
    name: "twotap-messages",
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const file = join(CATALOGUES, `${id.slice(PREFIX.length + 1)}.json`);
      this.addWatchFile(file);
      const source = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
      const compiled = Object.entries(source).map(([key, text]) => [key, compile(text)]);
      return `export default ${JSON.stringify(Object.fromEntries(compiled))}`;
    },
  };
}

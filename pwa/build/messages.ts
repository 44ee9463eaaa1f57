import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import compile from "icu-minify/compile";
import type { Plugin } from "vite";

const PREFIX = "virtual:messages/";
const CATALOGUES = resolve(import.meta.dirname, "../src/i18n/catalogues");

/** Every area's catalogue of one language, joined. Two areas may not own the same key. */
export function readCatalogue(locale: string): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const file of areasOf(locale)) {
    const area = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
    for (const [key, message] of Object.entries(area)) {
      if (key in joined) throw new Error(`${locale}: ${key} is in two catalogues`);
      joined[key] = message;
    }
  }
  return joined;
}

function areasOf(locale: string): string[] {
  const folder = join(CATALOGUES, locale);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => join(folder, name));
}

/** `virtual:messages/de` is the German catalogue, its ICU messages compiled at build time. */
export function messages(): Plugin {
  return {
    name: "twotap-messages",
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const locale = id.slice(PREFIX.length + 1);
      for (const file of areasOf(locale)) this.addWatchFile(file);
      const compiled = Object.entries(readCatalogue(locale)).map(([key, text]) => [key, compile(text)]);
      return `export default ${JSON.stringify(Object.fromEntries(compiled))}`;
    },
  };
}

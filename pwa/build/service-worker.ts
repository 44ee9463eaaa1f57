import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { build, type Plugin, type ResolvedConfig } from "vite";

/**
 * Builds src/sw/sw.ts into /sw.js after the page, because it has to name every hashed file of the page.
 * A separate build keeps it one classic script without shared chunks, which every browser can register.
 */
export function serviceWorker(): Plugin {
  let config: ResolvedConfig;
  return {
    name: "twotap-service-worker",
    apply: "build",
    configResolved(resolved) {
      config = resolved;
    },
    async closeBundle() {
      const dist = resolve(config.root, config.build.outDir);
      const files = shellFiles(dist);
      await build({
        configFile: false,
        root: config.root,
        logLevel: "warn",
        publicDir: false,
        define: {
          __SHELL_FILES__: JSON.stringify(files),
          __BUILD__: JSON.stringify(fingerprint(dist, files)),
        },
        build: {
          outDir: dist,
          emptyOutDir: false,
          target: ["es2022", "safari16.4"],
          rolldownOptions: {
            input: resolve(config.root, "src/sw/sw.ts"),
            output: { format: "iife", entryFileNames: "sw.js" },
          },
        },
      });
    },
  };
}

/** What the anonymous shell needs offline: the page, its scripts and styles. Icons are the browser's to keep. */
function shellFiles(dist: string): string[] {
  return readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:js|css|html)$/.test(entry.name) && entry.name !== "sw.js")
    .map((entry) => relative(dist, join(entry.parentPath, entry.name)))
    .map((path) => (path === "index.html" ? "/" : `/${path}`))
    .sort();
}

function fingerprint(dist: string, files: string[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(join(dist, file === "/" ? "index.html" : file)));
  return hash.digest("hex").slice(0, 12);
}

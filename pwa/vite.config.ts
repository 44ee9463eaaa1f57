import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { messages } from "./build/messages.ts";
import { serviceWorker } from "./build/service-worker.ts";

const server = process.env.TWOTAP_SERVER ?? "http://127.0.0.1:8000";

const { version } = JSON.parse(readFileSync(resolve(import.meta.dirname, "package.json"), "utf8")) as { version: string };

export default defineConfig({
  define: { __VERSION__: JSON.stringify(version) },
  plugins: [messages(), serviceWorker()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: ["es2022", "safari16.4"],
    assetsInlineLimit: 0, // the content security policy allows no data: scripts or styles
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: { proxy: { "/api": server } },
  test: { include: ["tests/**/*.test.{ts,tsx}"], environment: "node" },
});

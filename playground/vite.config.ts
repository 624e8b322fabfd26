import { defineConfig } from "vitest/config";

/**
 * What a browser lets the page do, wherever it lies: run its own scripts and the library,
 * and ask its own origin. Searchfilter serve says the same in a header.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

// Addresses are relative, so that the page can lie in any folder of a server.
export default defineConfig({
  base: "./",
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
    modulePreload: { polyfill: false },
    license: { fileName: "bundled.json" }, // which scripts/notices.mjs reads, and removes
  },
  worker: {
    format: "es",
    plugins: () => [
      {
        name: "no packages", // for vite lists the page's alone
        generateBundle(_, bundle) {
          for (const chunk of Object.values(bundle)) {
            if (chunk.type === "chunk" && chunk.moduleIds.some((id) => id.includes("/node_modules/"))) this.error("the worker has a package, whose licence the page would lack");
          }
        },
      },
    ],
  },
  plugins: [
    {
      name: "policy",
      apply: "build", // vite's own server writes scripts and styles into the page
      transformIndexHtml: () => [{ tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: policy }, injectTo: "head-prepend" }],
    },
  ],
  test: {
    include: ["test/**/*.test.ts", "editor/**/*.test.ts"],
  },
});

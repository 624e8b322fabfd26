import { defineConfig } from "vitest/config";

// Addresses are relative, so that the page can lie in any folder of a server.
export default defineConfig({
  base: "./",
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
  },
  worker: { format: "es" },
  test: {
    include: ["test/**/*.test.ts", "editor/**/*.test.ts"],
  },
});

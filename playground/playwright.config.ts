import { defineConfig } from "@playwright/test";

const address = "127.0.0.1:4581";

// The page is tested as searchfilter serve --page has it, with its security policy, in the
// browser that the machine has. CHROMIUM says where that is elsewhere than in Debian.
export default defineConfig({
  testDir: "test",
  testMatch: "*.spec.ts",
  forbidOnly: true,
  workers: 1,
  reporter: "list",
  timeout: 90_000,
  expect: { timeout: 30_000 }, // the library takes seconds to load on a machine that is busy
  outputDir: "node_modules/.playwright",
  use: {
    baseURL: `http://${address}`,
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    },
  },
  webServer: {
    command: `go run ../cmd/searchfilter serve --sample --page dist --addr ${address}`,
    url: `http://${address}/`,
    timeout: 120_000,
    reuseExistingServer: false,
  },
});

// The service under test, and the program that its requests come from.
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

const root = path.resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(path.join(tmpdir(), "searchfilter-"));
const program = path.join(folder, "searchfilter");
execFileSync("go", ["build", "-o", program, "./cmd/searchfilter"], { cwd: root, stdio: "inherit" });

// searchfilter returns what the program prints.
export const searchfilter = (args, input = "") =>
  execFileSync(program, args, { input, encoding: "utf8", maxBuffer: 1 << 28 });

// copy returns a copy of a file, where changes may be kept.
export function copy(file) {
  const to = path.join(folder, path.basename(file));
  copyFileSync(file, to);
  return to;
}

// serve starts the service, and returns what a client needs to call it, and how
// to stop it.
export async function serve(...flags) {
  const server = spawn(program, ["serve", "--addr", "127.0.0.1:0", ...flags], { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: server.stdout })) {
    const endpoint = line.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0];
    if (endpoint) {
      server.stdout.resume();
      return {
        config: { endpoint, region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } },
        stop: () => new Promise((stopped) => {
          server.on("exit", (status) => stopped(status));
          server.kill("SIGTERM");
        }),
      };
    }
  }
  throw new Error("the service ended before it said where it is");
}

process.on("exit", () => rmSync(folder, { recursive: true }));

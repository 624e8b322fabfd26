// Makes what the page needs of Go: the library as WebAssembly, what runs it, made-up records, and
// the time zones. All of it is below generated/.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const generated = join(root, "generated");
const go = (args, env = {}) =>
  execFileSync("go", args, { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] }).toString().trim();

rmSync(join(generated, "samples"), { recursive: true, force: true });
mkdirSync(generated, { recursive: true });
// Functions are inlined where the time goes alone, for what is inlined is loaded many times.
const inlined = ["github.com/searchfilter/searchfilter/...", "runtime/...", "internal/...", "strings", "bytes", "slices", "maps", "sort", "unicode/utf8", "math/...", "sync/..."];
const flags = ["-gcflags=all=-l", ...inlined.map((pattern) => `-gcflags=${pattern}=`), "-ldflags=-s -w"];
go(["build", "-trimpath", ...flags, "-o", join(generated, "library.wasm"), "./wasm"], { GOOS: "js", GOARCH: "wasm" });
go(["run", "./samples", generated]);

const goroot = go(["env", "GOROOT"]);
copyFileSync(join(goroot, "lib", "wasm", "wasm_exec.js"), join(generated, "wasm_exec.js"));
writeFileSync(join(generated, "zones.json"), JSON.stringify(zones(readFileSync(join(goroot, "lib", "time", "zoneinfo.zip")))));

/** Returns the files in a zip, whose contents are not compressed, in base64 by their names. */
function zones(zip) {
  const end = zip.lastIndexOf(Buffer.from("PK\x05\x06"));
  const files = {};
  let at = zip.readUInt32LE(end + 16);
  for (let n = zip.readUInt16LE(end + 10); n > 0; n--) {
    const method = zip.readUInt16LE(at + 10);
    const size = zip.readUInt32LE(at + 24);
    const [nameSize, extraSize, commentSize] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)];
    const header = zip.readUInt32LE(at + 42);
    const name = zip.toString("utf8", at + 46, at + 46 + nameSize);
    const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
    if (method !== 0) throw new Error(`${name} in zoneinfo.zip is compressed`);
    if (size > 0) files[name] = zip.toString("base64", start, start + size);
    at += 46 + nameSize + extraSize + commentSize;
  }
  return files;
}

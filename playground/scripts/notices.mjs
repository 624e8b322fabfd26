// Writes dist/THIRD-PARTY.txt: the licences of what the page has in it. That is the npm packages
// that vite has bundled, the Go modules of the library, and Go's own library.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const go = (...args) => execFileSync("go", args, { cwd: root, encoding: "utf8", env: { ...process.env, GOOS: "js", GOARCH: "wasm" } }).trim();

/** Returns the text of the licence in a folder. */
function licence(dir) {
  const name = readdirSync(dir).find((f) => /^(licen[cs]e|copying)/i.test(f));
  if (!name) throw new Error(`${dir} has no licence`);
  return readFileSync(join(dir, name), "utf8").trim();
}

const bundled = join(root, "dist", "bundled.json");
const packages = JSON.parse(readFileSync(bundled, "utf8"));
rmSync(bundled);
const parts = packages.map((p) => {
  if (!p.text) throw new Error(`${p.name} has no licence`);
  return { name: `${p.name} ${p.version}`, text: p.text };
});
const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
for (const name of Object.keys(dependencies)) {
  if (!packages.some((p) => p.name === name)) throw new Error(`${name} is a dependency, and not in the page`);
}

const own = go("list", "-m", "-f", "{{.Path}}");
const modules = go("list", "-deps", "-f", "{{with .Module}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}", "./wasm");
for (const line of new Set(modules.split("\n").filter(Boolean))) {
  const [name, version, dir] = line.split("\t");
  if (name !== own) parts.push({ name: `${name} ${version}`, text: licence(dir) });
}

// Some distributions of Go leave its licence out of GOROOT.
const goroot = go("env", "GOROOT");
const file = [join(goroot, "LICENSE"), "/usr/share/doc/golang-go/copyright"].find(existsSync);
parts.push({ name: `Go ${go("env", "GOVERSION")}`, text: file ? readFileSync(file, "utf8").trim() : "https://go.dev/LICENSE" });

const rule = "\n\n" + "-".repeat(80) + "\n\n";
const text = ["The page has these in it.", ...parts.map((p) => `${p.name}\n\n${p.text}`)].join(rule) + "\n";
writeFileSync(join(root, "dist", "THIRD-PARTY.txt"), text);
console.log(`licences of ${parts.length} parts`);

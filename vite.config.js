// Builds the desk's client: palabre/web/client becomes palabre/web/static/built, every file named
// by its content, compressed beside itself. `bin/build-client` runs it.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { defineConfig } from "vite";

const root = import.meta.dirname;
const client = join(root, "palabre/web/client");
const built = join(root, "palabre/web/static/built");
const lucide = join(root, "node_modules/lucide-static/icons");

function* walk(folder, ends) {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && ends.test(entry.name)) yield join(entry.parentPath, entry.name);
  }
}

/** Names of Lucide icons that templates draw, and those that code chooses (icons.txt). */
function usedIcons() {
  const names = new Set(readFileSync(join(client, "icons.txt"), "utf8").split("\n").filter((line) => line && !line.startsWith("#")));
  for (const file of walk(join(root, "palabre"), /\.html$/)) {
    for (const [, name] of readFileSync(file, "utf8").matchAll(/\{% icon ["']([a-z0-9-]+)["']/g)) names.add(name);
  }
  return [...names].sort();
}

function symbol(name) {
  const file = join(lucide, `${name}.svg`);
  if (!existsSync(file)) throw new Error(`Lucide has no icon "${name}": lucide.dev lists them.`);
  const drawing = readFileSync(file, "utf8").replace(/<!--.*?-->/gs, "").match(/<svg[^>]*>(.*)<\/svg>/s)[1];
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${drawing.replace(/\s+/g, " ").trim()}</symbol>`;
}

/** One file of drawings: the icons in use and the networks' glyphs. */
const sprite = {
  name: "sprite",
  generateBundle() {
    const glyphs = readFileSync(join(client, "networks.svg"), "utf8").replace("</svg>", "");
    const source = `${glyphs.trim()}\n${usedIcons().map(symbol).join("\n")}\n</svg>\n`;
    this.emitFile({ type: "asset", name: "icons.svg", originalFileName: "icons.svg", source });
  },
};

/** Each text file compressed beside itself, so that serving costs nothing. */
const compressed = {
  name: "compressed",
  writeBundle(_, bundle) {
    for (const name of Object.keys(bundle).filter((one) => /\.(js|css|svg)$/.test(one))) {
      const file = join(built, name);
      const bytes = readFileSync(file);
      writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
      writeFileSync(`${file}.br`, brotliCompressSync(bytes));
    }
  },
};

export default defineConfig({
  root: client,
  base: "/static/built/",
  logLevel: "warn",
  plugins: [sprite, compressed],
  build: {
    outDir: resolve(built),
    emptyOutDir: false,
    manifest: "manifest.json",
    target: ["chrome123", "firefox121", "safari17.5"],
    modulePreload: false,
    assetsInlineLimit: 0,
    assetsDir: "",
    rolldownOptions: { input: { desk: join(client, "desk.js") } },
  },
});

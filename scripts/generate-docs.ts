// Writes the pages of docs/ that are derived from the code: bin/bun scripts/generate-docs.ts

import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { GENERATED_PAGES } from "./docs/generated-pages.ts";

for (const { path, text } of GENERATED_PAGES) {
  await writeFile(join(import.meta.dirname, "..", path), text());
  console.log(`wrote ${path}`);
}

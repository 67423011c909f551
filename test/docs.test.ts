import { expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { GENERATED_PAGES } from "../scripts/docs/generated-pages.ts";

test.each(GENERATED_PAGES.map((page) => [page.path, page] as const))(
  "%s says what the code says (else: bin/bun scripts/generate-docs.ts)",
  async (path, page) => {
    expect(await readFile(join(import.meta.dirname, "..", path), "utf8")).toBe(page.text());
  },
);

import { expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { configurationPage } from "../../scripts/docs/configuration-page.ts";

test("docs/configuration.md says what the schema says (else: bin/bun scripts/generate-docs.ts)", async () => {
  const page = join(import.meta.dirname, "../../docs/configuration.md");
  expect(await readFile(page, "utf8")).toBe(configurationPage());
});

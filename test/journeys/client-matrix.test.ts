// The real clients, as npm has them: each goes through a whole tool loop with every kind of upstream, and docs/clients.md says so.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { CLIENTS } from "../clients/all-clients.ts";
import { FETCH_MS } from "../clients/client-cache.ts";
import { withMatrix } from "../clients/clients-page.ts";
import { TESTED_COLUMNS } from "../clients/columns.ts";
import { type Cell, fetchClients, type MatrixWorlds, startMatrix, startMatrixWorlds } from "../clients/matrix.ts";

/** Each waits for its own turn alone, but the first of a client may be slow on a cold disk. */
const CELL_MS = 90_000;

let worlds: MatrixWorlds | undefined;
let cells: readonly Promise<Cell>[];

beforeAll(async () => {
  await fetchClients(CLIENTS);
  worlds = await startMatrixWorlds(TESTED_COLUMNS);
  cells = startMatrix({ worlds, clients: CLIENTS, columns: TESTED_COLUMNS });
}, FETCH_MS);
afterAll(() => worlds?.[Symbol.asyncDispose]());

describe.each(TESTED_COLUMNS.map((column, place) => [column.title, place] as const))("with %s", (_, place) => {
  test.each(CLIENTS.map(({ title, speaks }, index) => [title, speaks, index] as const))(
    "%s (%s) runs a tool and tells what it said",
    async (_title, _speaks, index) => {
      const cell = await cells[place * CLIENTS.length + index];
      expect(cell === undefined ? "it was never run" : cell.trouble).toBeNull();
    },
    CELL_MS,
  );
});

test("docs/clients.md says what works, and connects each client as it was connected here (else: npm run matrix)", async () => {
  const page = await readFile(join(import.meta.dirname, "..", "..", "docs", "clients.md"), "utf8");
  expect(page).toBe(withMatrix(page, await Promise.all(cells)));
});

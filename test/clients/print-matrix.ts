// Every real client with every provider, each through a whole tool loop in the sandbox: npm run matrix
//
//   npm run matrix                          all of them, into docs/clients.md
//   npm run matrix -- --only=claude-code    those whose client or provider has this in its id; nothing is written

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { CLIENTS } from "./all-clients.ts";
import { withMatrix } from "./clients-page.ts";
import { COLUMNS } from "./columns.ts";
import { type Cell, fetchClients, startMatrix, startMatrixWorlds } from "./matrix.ts";

const PAGE = join(import.meta.dirname, "..", "..", "docs", "clients.md");

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const { only } = parseArgs({ options: { only: { type: "string", default: "" } } }).values;
const chosen = <Part extends { readonly id: string }>(parts: readonly Part[]): readonly Part[] => {
  const named = parts.filter(({ id }) => id.includes(only));
  return named.length > 0 ? named : parts;
};
const clients = chosen(CLIENTS);
const columns = chosen(COLUMNS);

await fetchClients(clients);
const cells: Cell[] = [];
{
  await using worlds = await startMatrixWorlds(columns);
  for (const promise of startMatrix({ worlds, clients, columns })) {
    const cell = await promise;
    cells.push(cell);
    const { client, column, trouble } = cell;
    say(`${column.id.padEnd(14)}${client.id.padEnd(22)}${trouble === null ? "works" : `FAILS: ${trouble}`}`);
  }
}
const failed = cells.filter(({ trouble }) => trouble !== null).length;
say(`${cells.length - failed} of ${cells.length} work`);
if (only === "") {
  await writeFile(PAGE, withMatrix(await readFile(PAGE, "utf8"), cells));
  say("wrote docs/clients.md");
}
process.exitCode = failed === 0 ? 0 : 1;

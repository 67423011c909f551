// The matrix: every client goes through a whole tool loop with every provider, a few at a time, in one world.

import { gatewayConfig } from "../../src/sandbox/gateway-config.ts";
import { startWorld, type ConfigPatch, type World } from "../support/world.ts";
import { clientFolder } from "./client-cache.ts";
import { type Client, troubleOf } from "./client.ts";
import type { Column } from "./columns.ts";

export interface Cell {
  readonly client: Client;
  readonly column: Column;
  /** Why it does not work; null where it does. */
  readonly trouble: string | null;
}

export interface MatrixWorlds extends AsyncDisposable {
  of(column: Column): World;
}

export interface MatrixInput {
  readonly worlds: MatrixWorlds;
  readonly clients: readonly Client[];
  readonly columns: readonly Column[];
}

/** What they do between two requests is their own work: more of them at once would only slow each other down. */
const AT_ONCE = 2;

/** One gateway with accounts of every provider, which the model alone tells apart; others for columns that stand apart. */
export async function startMatrixWorlds(columns: readonly Column[]): Promise<MatrixWorlds> {
  const groups = Map.groupBy(columns, ({ id, apart }) => (apart === undefined ? "together" : id));
  const worlds = new Map<Column, World>();
  const close = async (): Promise<void> => {
    for (const world of new Set(worlds.values())) await world[Symbol.asyncDispose]();
  };
  try {
    for (const group of groups.values()) {
      const world = await startWorld({ accounts: 2, ...group[0]?.apart, started: false });
      for (const column of group) worlds.set(column, world);
      let config: ConfigPatch = gatewayConfig(world.sandboxUrl);
      for (const column of group) config = joined(config, await column.join(world));
      await world.editConfig(config);
      await world.start();
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    of(column) {
      const world = worlds.get(column);
      if (world === undefined) throw new Error(`no world has the column ${column.id}`);
      return world;
    },
    [Symbol.asyncDispose]: close,
  };
}

/** Starts all cells in order, column by column; each comes to its end by itself and none rejects. */
export function startMatrix({ worlds, clients, columns }: MatrixInput): readonly Promise<Cell>[] {
  const waiting: (() => Promise<void>)[] = [];
  const cells = columns.flatMap((column) =>
    clients.map((client) => {
      const { promise, resolve } = Promise.withResolvers<Cell>();
      waiting.push(async () => {
        const trouble = await runCell(worlds.of(column), client, column).catch(String);
        resolve({ client, column, trouble });
      });
      return promise;
    }),
  );
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next();
  };
  for (let worker = 0; worker < AT_ONCE; worker += 1) void work();
  return cells;
}

/** Every client that is not in the cache yet, one after the other: their time is the network's. */
export async function fetchClients(clients: readonly Client[]): Promise<void> {
  for (const name of new Set(clients.map(({ fetched }) => fetched))) await clientFolder(name);
}

async function runCell(world: World, client: Client, column: Column): Promise<string | null> {
  const before = world.sandbox.calls().at(-1)?.number ?? 0;
  const run = await client.run({ url: world.url, model: column.model });
  const trouble = troubleOf(run);
  if (trouble !== null) return trouble;
  // The proof goes up with the second request, which tells the calls of this client from those of another.
  const asked = world.sandbox
    .calls()
    .filter(({ number, body }) => number > before && JSON.stringify(body ?? null).includes(run.proof));
  const astray = asked.find(({ path }) => !column.asksAt.test(path));
  if (astray !== undefined) return `it was served by another upstream: ${astray.path}`;
  return asked.length > 0 ? null : "the tool's output never reached the upstream";
}

/** Both say something about `upstreams`, among others. */
function joined(first: ConfigPatch, second: ConfigPatch): ConfigPatch {
  const isObject = (value: unknown): value is object =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  const entries = Object.entries(second).map(([key, value]) => {
    const known = first[key];
    return [key, isObject(known) && isObject(value) ? { ...known, ...value } : value] as const;
  });
  return { ...first, ...Object.fromEntries(entries) };
}

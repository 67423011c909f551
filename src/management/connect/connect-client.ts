// Pointing a client at the gateway: first what would change, then the change, and the way back. What was changed is kept in
// `connections.json` of the data folder, with the text that stood there before.

import { z } from "zod";

import { type ClientFile, clientFiles, type ClientId, type ClientPlace, type Wish } from "./client-settings.ts";
import { readConfigText } from "./config-text.ts";
import { type Connection, connected, connectionSchema, disconnected } from "./connection.ts";
import { ConfigTextRefused, valueAt } from "./setting.ts";

/** Implemented in `platform/tool-files.ts`. */
export interface ConnectFiles {
  /** null where there is none. */
  read(path: string): Promise<string | null>;
  /** As a whole; a file that exists keeps its permissions, a new one is 0600. */
  write(path: string, text: string): Promise<void>;
  remove(path: string): Promise<boolean>;
  /** Runs the task while no other process of ours has the path to itself. */
  exclusively<Result>(path: string, task: () => Promise<Result>): Promise<Result>;
}

export interface ConnectDeps {
  readonly files: ConnectFiles;
  /** Where `connections.json` is. */
  readonly register: string;
  readonly place: ClientPlace;
}

export interface PlannedFile {
  readonly path: string;
  /** null: there is none. */
  readonly before: string | null;
  /** null: it goes. */
  readonly after: string | null;
  /** What is remembered of it from then on; null: nothing. */
  readonly connection: Connection | null;
}

/** The client cannot be connected here. `message` says why. */
export class NotConnectable extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NotConnectable";
  }
}

/** Every file of the client, also those that stay as they are. Throws NotConnectable. */
export async function planConnection(client: ClientId, wish: Wish, deps: ConnectDeps): Promise<readonly PlannedFile[]> {
  const known = await knownConnections(deps);
  return eachFile(client, deps, (file, text) => {
    const state = { client, file: file.path, format: file.format, text, known: connectionOf(known, file.path) };
    const connection = connected(state, file.settings(wish));
    const isOurs = connection.places.length > 0;
    return {
      path: file.path,
      before: text,
      after: isOurs ? connection.after : text,
      connection: isOurs ? connection : null,
    };
  });
}

export type Disconnection =
  | { readonly kind: "unknown" }
  | {
      readonly kind: "changed";
      readonly places: readonly { readonly path: string; readonly names: readonly string[] }[];
    }
  | { readonly kind: "planned"; readonly files: readonly PlannedFile[] };

/** Throws NotConnectable. */
export async function planDisconnection(client: ClientId, deps: ConnectDeps): Promise<Disconnection> {
  const connections = await knownConnections(deps);
  const looks = await eachFile(client, deps, ({ path, format }, text) => {
    const known = connectionOf(connections, path);
    return known === null ? null : { path, text, back: disconnected({ format, text, known }) };
  });
  const known = looks.filter((look) => look !== null);
  if (known.length === 0) return { kind: "unknown" };
  const changed = known.flatMap(({ path, back }) => (back.kind === "changed" ? [{ path, names: back.places }] : []));
  if (changed.length > 0) return { kind: "changed", places: changed };
  const files = known.flatMap(({ path, text, back }) =>
    back.kind === "restored" ? [{ path, before: text, after: back.text, connection: null }] : [],
  );
  return { kind: "planned", files };
}

/** The way back is written down before anything is changed. Throws NotConnectable where a file has changed since the plan. */
export async function carryOut(planned: readonly PlannedFile[], { files, register }: ConnectDeps): Promise<void> {
  await files.exclusively(register, async () => {
    for (const { path, before } of planned) {
      if ((await files.read(path)) !== before) throw new NotConnectable(`${path} has changed a moment ago; try again`);
    }
    const isPlanned = ({ file }: Connection): boolean => planned.some(({ path }) => path === file);
    const others = (await knownConnections({ files, register })).filter((one) => !isPlanned(one));
    const connections = planned.flatMap(({ connection }) => (connection === null ? [] : [connection]));
    const undone = planned.filter(({ connection }) => connection === null);
    const write = (all: readonly Connection[]): Promise<void> =>
      files.write(register, `${JSON.stringify({ version: 1, connections: all }, null, 2)}\n`);
    if (connections.length > 0) await write([...others, ...connections]);
    for (const { path, before, after } of planned) {
      if (after === before) continue;
      if (after === null) await files.remove(path);
      else await files.write(path, after);
    }
    if (undone.length > 0) await write([...others, ...connections]);
  });
}

/** Where the client's files say that it asks; empty where they do not say. Throws NotConnectable where one cannot be read. */
export async function addressesOf(
  client: ClientId,
  deps: Pick<ConnectDeps, "files" | "place">,
): Promise<readonly { readonly path: string; readonly url: string }[]> {
  const found = await eachFile(client, deps, ({ path, format, addressAt }, text) => {
    const value = addressAt === null ? null : valueAt(readConfigText(format, text ?? ""), addressAt);
    return typeof value === "string" && URL.canParse(value) ? [{ path, url: value }] : [];
  });
  return found.flat();
}

async function eachFile<Result>(
  client: ClientId,
  { files, place }: Pick<ConnectDeps, "files" | "place">,
  work: (file: ClientFile, text: string | null) => Result,
): Promise<readonly Result[]> {
  const found = clientFiles(client, place);
  if (found === null) throw new NotConnectable(whyNot(place));
  return Promise.all(
    found.map(async (file) => {
      const other = file.otherPath === undefined ? null : await files.read(file.otherPath);
      const path = other === null ? file.path : (file.otherPath ?? file.path);
      try {
        return work({ ...file, path }, other ?? (await files.read(path)));
      } catch (error) {
        if (error instanceof ConfigTextRefused) throw new NotConnectable(`${path} is left as it is: ${error.message}`);
        throw error;
      }
    }),
  );
}

function whyNot({ projectDir }: ClientPlace): string {
  return projectDir === null
    ? "there is no home folder (HOME is not set)"
    : "Codex takes providers from its home alone, not from a project";
}

const registerSchema = z.object({ version: z.literal(1), connections: z.array(connectionSchema) });

/** Throws NotConnectable where a newer version, or somebody else, wrote the register. */
async function knownConnections({
  files,
  register,
}: Pick<ConnectDeps, "files" | "register">): Promise<readonly Connection[]> {
  const text = await files.read(register);
  if (text === null) return [];
  try {
    return registerSchema.parse(JSON.parse(text)).connections;
  } catch {
    throw new NotConnectable(`${register} is not understood: a newer version of switchyard wrote it, or it is damaged`);
  }
}

function connectionOf(connections: readonly Connection[], path: string): Connection | null {
  return connections.find(({ file }) => file === path) ?? null;
}

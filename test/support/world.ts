// A world for journeys: the sandbox in the test's process, and a real gateway in a process of its own that serves from
// accounts of the sandbox. Everything is on free ports and in a folder of its own, so that many worlds run at once.
//
//   await using world = await startWorld({ accounts: 2, config: { "keepalive-seconds": 0.1 } });
//   const response = await world.post("/v1/chat/completions", chat("hello"));

import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { stringify } from "yaml";

import type { RequestRecord } from "../../src/domain/request-record.ts";
import { systemClock } from "../../src/platform/system-clock.ts";
import { systemIds } from "../../src/platform/system-ids.ts";
import { gatewayConfig } from "../../src/sandbox/gateway-config.ts";
import {
  createSandbox,
  type FaultScript,
  type Sandbox,
  type SandboxAccount,
  type SandboxAccountInput,
  type SandboxApiKey,
  type SandboxCall,
} from "../../src/sandbox/sandbox.ts";
import { type GatewayProcess, type LogLine, startGatewayProcess } from "./gateway-process.ts";
import { readRecord, readRecords } from "./stored-records.ts";
import { soon, until } from "./until.ts";

export interface WorldOptions {
  /** How many ChatGPT accounts, or each one; default 2. Their e-mails are ada@, ben@, cleo@... example.com. */
  readonly accounts?: number | readonly WorldAccountInput[];
  /** How many API-key accounts, or the extra fields of each one's auth file; default none. */
  readonly apiKeyAccounts?: number | readonly AuthFileFields[];
  /** Keys of config.yaml over those that point at the sandbox. */
  readonly config?: ConfigPatch;
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments after `serve --port 0 --data-dir <dir>`. */
  readonly args?: readonly string[];
  /** Whatever shall be in the data folder before the first start. */
  prepare?(place: WorldPlace): Promise<void>;
  /** Members of the sandbox's other upstreams; what it returns is joined with `config`. */
  join?(place: WorldPlace): Promise<ConfigPatch | void> | ConfigPatch | void;
  /** False: the gateway is left to `world.start()`. */
  readonly started?: boolean;
}

export interface WorldPlace {
  readonly dataDir: string;
  readonly sandboxUrl: string;
  readonly sandbox: Sandbox;
  addAuthFile(fileName: string, json: object): Promise<void>;
}

export interface WorldAccountInput extends Partial<SandboxAccountInput> {
  /** Further fields of its auth file: `priority`, `disabled`, `concurrency`, ... */
  readonly file?: AuthFileFields;
}

export type AuthFileFields = Readonly<Record<string, unknown>>;
export type ConfigPatch = Readonly<Record<string, unknown>>;

export interface WorldAccount {
  readonly email: string;
  /** Its auth file, with the folder. */
  readonly file: string;
  readonly fileName: string;
  /** The account as the sandbox has it: tokens, usage, refreshes. */
  readonly sandbox: SandboxAccount;
}

export interface WorldApiKeyAccount {
  readonly email: string;
  readonly file: string;
  readonly fileName: string;
  readonly sandbox: SandboxApiKey;
}

export interface Ask {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface World extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly sandboxUrl: string;
  readonly accounts: readonly WorldAccount[];
  readonly apiKeyAccounts: readonly WorldApiKeyAccount[];
  readonly dataDir: string;
  readonly configFile: string;
  /** Where the gateway listens now. */
  readonly url: string;
  readonly gateway: GatewayProcess;
  get(path: string, ask?: Ask): Promise<Response>;
  /** An object goes as JSON, text and bytes as they are. */
  post(path: string, body: object | string | Uint8Array<ArrayBuffer>, ask?: Ask): Promise<Response>;
  /** Queues a fault of `/codex/responses` (of any call where `path` says so). */
  fault(script: FaultScript): void;
  /** Calls of exchanges that reached the sandbox, in order; without quota polls and token refreshes. */
  exchanges(): readonly SandboxCall[];
  log(): readonly LogLine[];
  waitForLog(match: string | ((line: LogLine) => boolean)): Promise<LogLine>;
  /** The settled record of an answer (by its x-switchyard-request-id) or of a request id. */
  record(of: Response | string): Promise<RequestRecord>;
  /** Every record in the database now, oldest first. */
  records(): readonly RequestRecord[];
  authFile(account: WorldAccount | WorldApiKeyAccount): Promise<Record<string, unknown>>;
  /** Writes fields into the account's auth file, as an editor would. */
  editAuthFile(account: WorldAccount | WorldApiKeyAccount, fields: AuthFileFields): Promise<void>;
  /** The whole text, or keys over the present ones; resolves once written. */
  editConfig(change: string | ConfigPatch): Promise<void>;
  /** Starts the gateway (again). */
  start(): Promise<void>;
  /** Default SIGTERM; gives the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number>;
  kill9(): Promise<void>;
  residentBytes(): number;
}

const NAMES = ["ada", "ben", "cleo", "dara", "emil", "fay", "gus", "hana"];

/** The e-mail of the nth account, from 0. */
export function emailOf(index: number): string {
  return `${NAMES[index] ?? `account${index + 1}`}@example.com`;
}

/** Accounts of falling priority: ada serves as long as she can, then ben, then cleo. */
export function ranked(count: number): WorldAccountInput[] {
  return Array.from({ length: count }, (_, index) => ({ file: { priority: 100 - index } }));
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const sandbox = createSandbox({ clock: systemClock, ids: systemIds });
  const port = sandbox.listen();
  const dataDir = await mkdtemp(join(tmpdir(), "switchyard-journey-"));
  const configFile = join(dataDir, "config.yaml");
  let config = withSections(gatewayConfig(port.url), options.config ?? {});
  let gateway: GatewayProcess | null = null;
  let url = "";

  const running = (): GatewayProcess => {
    if (gateway === null) throw new Error("the gateway has not been started");
    return gateway;
  };
  const close = async (): Promise<void> => {
    if (gateway !== null && !gateway.hasExited()) {
      gateway.signal("SIGKILL");
      await gateway.exited();
    }
    await port.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  const start = async (): Promise<void> => {
    const args = ["serve", "--port", "0", "--data-dir", dataDir, ...(options.args ?? [])];
    gateway = startGatewayProcess({ args, ...(options.env === undefined ? {} : { env: options.env }) });
    url = await gateway.listening();
  };

  try {
    await chmod(dataDir, 0o700);
    await mkdir(join(dataDir, "auths"), { mode: 0o700 });
    const place: WorldPlace = {
      dataDir,
      sandboxUrl: port.url,
      sandbox,
      addAuthFile: (fileName, json) => writeAside(join(dataDir, "auths", fileName), JSON.stringify(json)),
    };
    config = withSections(config, (await options.join?.(place)) ?? {});
    await writeFile(configFile, stringify(config), { mode: 0o600 });
    const accounts = await addAccounts(sandbox, dataDir, options.accounts ?? 2);
    const apiKeyAccounts = await addApiKeyAccounts(sandbox, dataDir, options.apiKeyAccounts ?? 0);
    await options.prepare?.(place);
    if (options.started !== false) await start();
    return {
      sandbox,
      sandboxUrl: port.url,
      accounts,
      apiKeyAccounts,
      dataDir,
      configFile,
      get url() {
        return url;
      },
      get gateway() {
        return running();
      },
      get: (path, ask = {}) => fetch(`${url}${path}`, { ...ask }),
      post: (path, body, ask = {}) => fetch(`${url}${path}`, postOf(body, ask)),
      fault: (script) => sandbox.script({ path: "/responses", ...script }),
      exchanges: () => sandbox.calls().filter(({ path }) => /\/(responses|chat\/completions)$/.test(path)),
      log: () => running().log(),
      waitForLog: (match) => running().waitForLog(match),
      record: (of) => settledRecord(dataDir, of),
      records: () => readRecords(dataDir),
      authFile: async ({ file }) => JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>,
      async editAuthFile({ file }, fields) {
        const before = JSON.parse(await readFile(file, "utf8")) as object;
        await writeAside(file, JSON.stringify({ ...before, ...fields }));
      },
      async editConfig(change) {
        if (typeof change !== "string") config = { ...config, ...change };
        await writeAside(configFile, typeof change === "string" ? change : stringify(config));
      },
      start,
      async stop(signal = "SIGTERM") {
        running().signal(signal);
        return running().exited();
      },
      async kill9() {
        running().signal("SIGKILL");
        await running().exited();
      },
      residentBytes: () => running().residentBytes(),
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Sections are joined key by key, everything else is replaced. */
function withSections(base: ConfigPatch, patch: ConfigPatch): Record<string, unknown> {
  const isSection = (value: unknown): value is ConfigPatch =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  const entries = Object.entries(patch).map(([key, value]) => {
    const known = base[key];
    return [key, isSection(known) && isSection(value) ? { ...known, ...value } : value] as const;
  });
  return { ...base, ...Object.fromEntries(entries) };
}

async function addAccounts(
  sandbox: Sandbox,
  dataDir: string,
  wanted: number | readonly WorldAccountInput[],
): Promise<readonly WorldAccount[]> {
  const inputs = typeof wanted === "number" ? Array.from({ length: wanted }, (): WorldAccountInput => ({})) : wanted;
  return Promise.all(
    inputs.map(async ({ file: fields = {}, ...input }, index) => {
      const account = sandbox.addAccount({ email: emailOf(index), ...input });
      const fileName = `codex-${account.email}.json`;
      const file = join(dataDir, "auths", fileName);
      await writeAuthFile(file, { ...(account.cliProxyAuthFile() as object), ...fields });
      return { email: account.email, file, fileName, sandbox: account };
    }),
  );
}

async function addApiKeyAccounts(
  sandbox: Sandbox,
  dataDir: string,
  wanted: number | readonly AuthFileFields[],
): Promise<readonly WorldApiKeyAccount[]> {
  const each = typeof wanted === "number" ? Array.from({ length: wanted }, (): AuthFileFields => ({})) : wanted;
  return Promise.all(
    each.map(async (fields, index) => {
      const email = `key-${emailOf(index)}`;
      const apiKey = sandbox.addApiKey({ email });
      const fileName = `apikey-${email}.json`;
      const file = join(dataDir, "auths", fileName);
      // As the gateway leaves it once it knows the owner: the start asks nobody.
      const owner = { openai_user_id: apiKey.userId, email };
      await writeAuthFile(file, { auth_mode: "apikey", OPENAI_API_KEY: apiKey.key, ...owner, ...fields });
      return { email, file, fileName, sandbox: apiKey };
    }),
  );
}

async function writeAuthFile(file: string, json: object): Promise<void> {
  await writeFile(file, JSON.stringify(json, null, 2), { mode: 0o600 });
}

/** Nobody reads half a file. */
async function writeAside(file: string, text: string): Promise<void> {
  const aside = `${file}.${systemIds.token("new")}`;
  await writeFile(aside, text, { mode: 0o600 });
  await rename(aside, file);
}

function postOf(body: object | string | Uint8Array<ArrayBuffer>, { headers, ...ask }: Ask): RequestInit {
  const isReady = typeof body === "string" || body instanceof Uint8Array;
  return {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: isReady ? body : JSON.stringify(body),
    ...ask,
  };
}

/** The id that every answer of the gateway carries. */
export function requestIdOf(response: Response): string {
  const id = response.headers.get("x-switchyard-request-id");
  if (id === null) throw new Error(`an answer without x-switchyard-request-id, status ${response.status}`);
  return id;
}

function settledRecord(dataDir: string, of: Response | string): Promise<RequestRecord> {
  const id = typeof of === "string" ? of : requestIdOf(of);
  return until(`the settled record of ${id}`, () => {
    const record = readRecord(dataDir, id);
    return record !== null && record.outcome !== "open" ? record : null;
  });
}

/** The sandbox saw the call, or an error says that it did not. */
export function seenCall(world: World, what: string, match: (call: SandboxCall) => boolean): Promise<SandboxCall> {
  return soon(`the sandbox sees ${what}`, world.sandbox.waitForCall(match));
}

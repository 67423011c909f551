// What a pool stands on, as a test can foresee it: ports in memory, an upstream that answers as told.

import type { Account } from "../../src/domain/account.ts";
import type { AccountId } from "../../src/domain/ids.ts";
import type {
  AccountState,
  AccountStates,
  Affinities,
  AffinityBinding,
  AuthFiles,
  Leases,
  QuotaSample,
  QuotaSamples,
} from "../../src/domain/ports.ts";
import { sha256Hex } from "../../src/platform/sha256.ts";
import { createCodexProvider } from "../../src/providers/codex/provider.ts";
import type { Provider } from "../../src/providers/provider.ts";
import type { UpstreamAnswer, UpstreamCall, UpstreamClient } from "../../src/wire/upstream-call.ts";
import { type AuthJsonOwner, makeAuthJson } from "./auth-json.ts";

export const codexProvider: Provider = createCodexProvider(() => ({
  chatgptBaseUrl: "http://backend.test",
  authUrl: "http://auth.test",
  openaiBaseUrl: "http://openai.test",
  userAgent: "switchyard/test",
  proxyUrl: null,
}));

/** One account of its own for each name. */
export function makeAccount(name = "ada", owner: AuthJsonOwner = {}): Account {
  return accountOf(`codex-${name}.json`, makeAuthJson(ownerOf(name, owner)));
}

export function ownerOf(name: string, owner: AuthJsonOwner = {}): AuthJsonOwner {
  return { email: `${name}@example.com`, userId: `user-${name}`, ...owner };
}

function accountOf(fileName: string, json: object): Account {
  const parsed = codexProvider.authFile.parse({ ...json }, { fileName, sha256: sha256Hex });
  if (parsed.kind !== "account") throw new Error(`${fileName} is ${parsed.kind}`);
  return parsed.account;
}

/** Lets everything run that waits for nothing but promises. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

export interface FakeUpstream {
  readonly client: UpstreamClient;
  readonly calls: UpstreamCall[];
  /** Answers all calls from now on. */
  answer(reply: (call: UpstreamCall) => FakeReply | Promise<FakeReply>): void;
}

export type FakeReply =
  | { readonly status: number; readonly json: unknown }
  | Extract<UpstreamAnswer, { kind: "failed" }>;

export function createFakeUpstream(): FakeUpstream {
  const calls: UpstreamCall[] = [];
  let reply: (call: UpstreamCall) => FakeReply | Promise<FakeReply> = () => ({ status: 500, json: {} });
  return {
    calls,
    answer(next) {
      reply = next;
    },
    client: {
      async send(call) {
        calls.push(call);
        const given = await reply(call);
        if ("kind" in given) return given;
        const bytes = Buffer.from(JSON.stringify(given.json));
        const body = { next: async () => null, rest: async () => bytes, release() {}, discard() {} };
        return { kind: "answered", status: given.status, headers: new Headers(), body };
      },
    },
  };
}

export interface FakeAuthFiles extends AuthFiles {
  /** Writes a file as another program would. */
  put(account: string, owner: AuthJsonOwner): void;
  /** Set: the next writes fail with it. */
  failure: Error | null;
  readonly log: string[];
}

/** The auth files of these accounts. `log` tells in order what was read and saved. */
export function createFakeAuthFiles(names: readonly string[]): FakeAuthFiles {
  const files = new Map<string, object>(names.map((name) => [`codex-${name}.json`, makeAuthJson(ownerOf(name))]));
  const log: string[] = [];
  const read = (fileName: string): Account | null => {
    const json = files.get(fileName);
    return json === undefined ? null : accountOf(fileName, json);
  };
  return {
    failure: null,
    log,
    put: (name, owner) => void files.set(`codex-${name}.json`, makeAuthJson(ownerOf(name, owner))),
    load: async () => ({ accounts: [...files].map(([fileName, json]) => accountOf(fileName, json)), broken: [] }),
    async read(fileName) {
      log.push("read");
      return read(fileName);
    },
    async saveTokens(fileName, tokens) {
      log.push("save");
      if (this.failure !== null) throw this.failure;
      files.set(fileName, codexProvider.authFile.withTokens({ ...files.get(fileName) }, tokens));
      const account = read(fileName);
      if (account === null) throw new Error(`no ${fileName}`);
      log.push("saved");
      return account;
    },
  };
}

export interface FakeLeases extends Leases {
  readonly held: Map<string, string>;
  failure: Error | null;
}

export function createFakeLeases(): FakeLeases {
  const held = new Map<string, string>();
  return {
    held,
    failure: null,
    async acquire({ name, holder }) {
      if (this.failure !== null) throw this.failure;
      const other = held.get(name);
      if (other !== undefined && other !== holder) return false;
      held.set(name, holder);
      return true;
    },
    async release(name, holder) {
      if (held.get(name) === holder) held.delete(name);
    },
  };
}

export interface FakeMemory {
  readonly states: AccountStates & { readonly rows: Map<AccountId, AccountState> };
  readonly samples: QuotaSamples & { readonly rows: QuotaSample[] };
  readonly affinities: Affinities & { readonly rows: Map<string, AffinityBinding>; finds: number };
  /** Set: every access fails with it. */
  failure: Error | null;
}

export function createFakeMemory(): FakeMemory {
  const states = new Map<AccountId, AccountState>();
  const samples: QuotaSample[] = [];
  const bindings = new Map<string, AffinityBinding>();
  const check = (): void => {
    if (memory.failure !== null) throw memory.failure;
  };
  const memory: FakeMemory = {
    failure: null,
    states: {
      rows: states,
      load: async () => states,
      async save(rows) {
        check();
        for (const [id, state] of rows) states.set(id, state);
      },
      forget: async (id) => void states.delete(id),
    },
    samples: {
      rows: samples,
      async append(rows) {
        check();
        samples.push(...rows);
      },
      list: async () => samples,
    },
    affinities: {
      rows: bindings,
      finds: 0,
      async save(rows) {
        check();
        for (const row of rows) bindings.set(row.key, row);
      },
      async find(key, now) {
        this.finds += 1;
        check();
        const row = bindings.get(key);
        return row !== undefined && row.expiresAt > now ? row : null;
      },
      sweep: async () => 0,
    },
  };
  return memory;
}

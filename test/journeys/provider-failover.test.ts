// Whatever a provider's upstream answers before content, another account of it answers and the client notices nothing;
// after content the client is told in its own words.

import { describe, expect, test } from "bun:test";

import type { FailureKind } from "../../src/domain/failure.ts";
import * as faults from "../../src/sandbox/faults/fault.ts";
import { type DialectClient, dialectClient, DIALECT_CLIENTS } from "../support/dialect-clients.ts";
import { fileNameOf, KEYS, LOGINS, type ProviderCase } from "../support/provider-cases.ts";
import { until } from "../support/until.ts";
import { type ConfigPatch, emailOf, requestIdOf, startWorld, type World } from "../support/world.ts";

const ALWAYS = Number.POSITIVE_INFINITY;

interface Pool {
  readonly world: World;
  /** As the sandbox calls its accounts, the first to serve first. */
  readonly owners: readonly string[];
}

/** Accounts of one kind, of falling priority. */
async function startPool(
  one: (typeof LOGINS | typeof KEYS)[number],
  count: number,
  more: ConfigPatch = {},
): Promise<Pool> {
  const owners: string[] = [];
  const routing = { "sticky-threads-enabled": false, "default-provider": one.provider };
  const world = await startWorld({
    accounts: 0,
    config: { "quota-poll-seconds": 3600, "request-retry": 8, routing, ...one.config, ...more },
    async join(place) {
      const entries: object[] = [];
      for (let index = 0; index < count; index += 1) {
        const email = emailOf(index);
        const priority = 100 - index;
        if ("add" in one) {
          const member = one.add(place.sandbox, { email });
          owners.push(member.email);
          await place.addAuthFile(fileNameOf(one, index), { ...member.file(), priority });
        } else {
          owners.push(email);
          const entry = one.entry(place, email);
          const listed = entry["models"] as readonly unknown[] | undefined;
          const models = listed === undefined ? {} : { models: [...listed, PACED, ENDLESS] };
          entries.push({ ...entry, ...models, priority });
        }
      }
      return "add" in one ? {} : { [one.list]: entries };
    },
  });
  return { world, owners };
}

const servedBy = (world: World, { asksAt }: ProviderCase): string | null | undefined =>
  world.sandbox.calls().findLast(({ path, method }) => method === "POST" && asksAt.test(path))?.account;

interface Asking {
  readonly client: DialectClient;
  readonly stream: boolean;
}

/** Every dialect, whole and streamed. */
const WAYS: readonly Asking[] = DIALECT_CLIENTS.flatMap((client) =>
  [false, true].map((stream) => ({ client, stream })),
);
const PLAIN: Asking = { client: dialectClient("openai-chat"), stream: false };

/** The model says hello; gives the id of the record. */
async function greeted(world: World, one: ProviderCase, { client, stream }: Asking): Promise<string> {
  const answer = await client.ask(world, { model: one.model, text: "hello", stream });
  const body = await answer.text();
  expect([client.id, answer.status, answer.status === 200 ? "" : body]).toEqual([client.id, 200, ""]);
  expect(client.said(body, stream)).toBe(`Hello from ${one.model}. You said: hello`);
  return requestIdOf(answer);
}

/** What became of each attempt of a request; null: it served. */
async function attemptsOf(world: World, id: string): Promise<readonly (FailureKind | null)[]> {
  return (await world.record(id)).attempts.map(({ failure }) => failure?.kind ?? null);
}

const LATER = { code: "server_error", message: "Try later", afterEvents: 0 };
const WEATHER: readonly (readonly [string, faults.Fault])[] = [
  ["a 500", faults.serverError()],
  ["an overload", faults.overloaded()],
  ["an empty 200", { kind: "end-early", events: 0 }],
  ["garbage", { kind: "garbage" }],
  ["an error as the first event", { kind: "error-event", ...LATER }],
  ["a failure as the first event", { kind: "failed-event", ...LATER }],
];
/** Where the first event is not content yet. */
const BROKEN_OFF: typeof WEATHER = [
  ["an end before content", { kind: "end-early", events: 1 }],
  ["a cut before content", { kind: "cut", events: 1 }],
];
const PASSING: ReadonlySet<unknown> = new Set(["upstream_error", "stream_broken", "unreachable"]);

interface Ending {
  readonly fault: faults.Fault;
  readonly kinds: readonly FailureKind[];
}

const ENDINGS: Readonly<Record<string, Ending>> = {
  "a rate limit": { fault: faults.rateLimited(60_000), kinds: ["rate_limited"] },
  "a used-up quota": {
    fault: faults.usageLimitReached({ resetsInMs: 3_600_000 }),
    kinds: ["quota_exceeded", "rate_limited"],
  },
  "what the plan does not include": {
    fault: faults.usageNotIncluded(),
    kinds: ["quota_exceeded", "forbidden", "model_unsupported"],
  },
  "a closed account": { fault: faults.deactivatedWorkspace(), kinds: ["deactivated", "forbidden"] },
  "a model it may not use": { fault: faults.modelNotSupported("any"), kinds: ["model_unsupported"] },
  "a refused key or token": { fault: faults.tokenInvalidated(), kinds: ["unauthorized", "reauth_required"] },
  "a challenge page": { fault: faults.cloudflareChallenge(), kinds: ["forbidden"] },
};

/** Each trouble strikes the first account in each way of asking; it serves again right after. */
async function expectWeatherPasses({ world, owners }: Pool, one: ProviderCase): Promise<void> {
  const [ada = "", ben] = owners;
  const replaced: (readonly [string, string])[] = [];
  const troubles = one.answersAt("gemini") === "enerateContent" ? WEATHER : [...WEATHER, ...BROKEN_OFF];
  for (const [name, fault] of troubles) {
    for (const way of WAYS) {
      const told = `${name}, ${way.client.id}${way.stream ? ", streamed" : ""}`;
      world.sandbox.script({ account: ada, path: one.answersAt(way.client.id), fault });
      replaced.push([told, await greeted(world, one, way)]);
      expect([told, servedBy(world, one)]).toEqual([told, ben]);
      // Two failures are the weather; a success in between keeps them from adding up.
      await greeted(world, one, PLAIN);
      expect([told, servedBy(world, one)]).toEqual([told, ada]);
    }
  }
  for (const [told, id] of replaced) {
    const [first, ...rest] = await attemptsOf(world, id);
    expect([told, PASSING.has(first) ? "passing" : first, ...rest]).toEqual([told, "passing", null]);
  }
}

/** Each ending puts the account out that would serve; the next one does, from then on. */
async function expectEndingsLast({ world, owners }: Pool, one: ProviderCase): Promise<void> {
  const seen: { readonly name: string; readonly kinds: readonly FailureKind[]; moved: string; after: string }[] = [];
  for (const [index, [name, { fault, kinds }]] of Object.entries(ENDINGS).entries()) {
    const [struck = "", next] = [owners[index], owners[index + 1]];
    const way = WAYS[index] ?? PLAIN;
    world.sandbox.script({ account: struck, path: one.answersAt(way.client.id), fault, times: ALWAYS });
    const moved = await greeted(world, one, way);
    expect([name, servedBy(world, one)]).toEqual([name, next]);
    world.sandbox.clearFaults();
    const after = await greeted(world, one, PLAIN);
    expect([name, servedBy(world, one)]).toEqual([name, next]);
    seen.push({ name, kinds, moved, after });
  }
  for (const { name, kinds, moved, after } of seen) {
    const [first = null, ...rest] = await attemptsOf(world, moved);
    expect([name, kinds.some((kind) => kind === first), rest.at(-1)]).toEqual([name, true, null]);
    expect([name, await attemptsOf(world, after)]).toEqual([name, [null]]);
  }
}

describe("what goes wrong before content is answered by another account, which goes on where the first is out:", () => {
  for (const one of [...LOGINS, ...KEYS]) {
    test(one.title, async () => {
      const pool = await startPool(one, Object.keys(ENDINGS).length + 1);
      await using _world = pool.world;
      await expectWeatherPasses(pool, one);
      await expectEndingsLast(pool, one);
    });
  }
});

/**
 * Its events come one by one, so that the client has content before the fault strikes: on a busy machine as well, where a
 * quicker one breaks off before anybody has looked, and is rightly asked for again elsewhere.
 */
const ENDLESS = "sandbox-stream-4000x5";
const PACED = "sandbox-stream-20x30";
const SPOKEN = 8;
const TOLD = { code: "server_error", message: "The upstream fell over", afterEvents: SPOKEN };
const AFTER_CONTENT: readonly (readonly [string, faults.Fault])[] = [
  ["a cut", { kind: "cut", events: SPOKEN }],
  ["a clean end", { kind: "end-early", events: SPOKEN }],
  ["a silence", { kind: "hang-after", events: SPOKEN }],
  ["an error event", { kind: "error-event", ...TOLD }],
  ["a failure event", { kind: "failed-event", ...TOLD }],
];

/** One of each way in which answers come. */
const DIFFERENT = [...LOGINS, ...KEYS].filter(
  ({ title }) => !/Qwen|iFlow|xAI login|Kimi key|Vertex AI key/.test(title),
);

/** Asks in every dialect at once, and cares for what `each` says; gives the ids of the records. */
function inEveryDialect(each: (client: DialectClient) => Promise<Response>): Promise<readonly string[]> {
  return Promise.all(DIALECT_CLIENTS.map(async (client) => requestIdOf(await each(client))));
}

describe("after content each client is told in its own words, one that leaves is left nothing running for:", () => {
  for (const one of DIFFERENT) {
    test(one.title, async () => {
      // No account rests: how many fail before the next is chosen is a matter of how busy the machine is.
      const { world: started, owners } = await startPool(one, 2, {
        // Long enough that a busy machine's first event is no silence: that would be failed over, before any content.
        "stream-idle-timeout-seconds": 1.5,
        "disable-cooling": true,
      });
      const [ada = ""] = owners;
      await using world = started;
      const broken: string[] = [];
      for (const [name, fault] of AFTER_CONTENT) {
        // As often as it is asked: which of the four takes which fault does not matter.
        for (const { id } of DIALECT_CLIENTS) {
          world.sandbox.script({ account: ada, path: one.answersAt(id), fault, times: ALWAYS });
        }
        const ids = await inEveryDialect(async (client) => {
          const answer = await client.ask(world, { model: PACED, text: "hello", stream: true });
          const body = await answer.text();
          expect([name, client.id, answer.status, client.end(body)]).toEqual([name, client.id, 200, "error"]);
          expect(client.said(body, true).length).toBeGreaterThan(0);
          return answer;
        });
        broken.push(...ids);
        world.sandbox.clearFaults();
      }
      const left = await inEveryDialect(async (client) => {
        const leaving = new AbortController();
        const what = { model: ENDLESS, text: "hello", stream: true };
        const answer = await client.ask(world, what, { signal: leaving.signal });
        const reader = answer.body?.getReader();
        await reader?.read();
        leaving.abort();
        await reader?.cancel().catch(() => undefined);
        return answer;
      });
      await until("the upstream's streams have ended", () => world.sandbox.openStreams() === 0);
      for (const id of broken) {
        const record = await world.record(id);
        expect(record).toMatchObject({ outcome: "error", status: 200, attempts: [{ status: 200 }] });
        expect(record.attempts).toHaveLength(1);
      }
      for (const id of left) expect(await world.record(id)).toMatchObject({ outcome: "cancelled", status: 499 });
      await greeted(world, one, PLAIN);
      expect(servedBy(world, one)).toBe(ada);
    });
  }
});

// The management API of a large installation: how long a start, a list and an edit take among two thousand accounts, and how
// long everybody else has to wait meanwhile.
// usage: npm run bench:management

import { stringify } from "yaml";

import { systemClock } from "../../src/platform/system-clock.ts";
import { systemIds } from "../../src/platform/system-ids.ts";
import { gatewayConfig } from "../../src/sandbox/gateway-config.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { dataFolder, type Program, ROOT, startProgram } from "../support/processes.ts";

const MANY = 2000;
const ROUNDS = 10;
const KEY = "open sesame";
const SECTION = { "remote-management": { "secret-key": KEY } };

const sandbox = createSandbox({ clock: systemClock, ids: systemIds });
const upstream = sandbox.listen();
const base = { ...gatewayConfig(upstream.url), ...SECTION };

await withGateway({ name: `${MANY} auth files`, config: base, files: manyFiles() }, async (gateway) => {
  await timed(gateway, "GET /auth-files", () => ask(gateway, "GET /auth-files"));
  await timed(gateway, "PATCH /auth-files/fields", (round) =>
    ask(gateway, "PATCH /auth-files/fields", { name: "codex-7.json", note: `round ${round}` }),
  );
  await timed(gateway, "POST /auth-files", () =>
    ask(gateway, "POST /auth-files?name=kimi.json", { type: "kimi", api_key: "sk-kimi-1" }),
  );
});

for (const [name, list] of Object.entries(manyKeys())) {
  await withGateway(
    { name: `${MANY} entries of ${name}`, config: { ...base, [name]: list }, files: {} },
    async (gateway) => {
      await timed(gateway, `GET /${name}`, () => ask(gateway, `GET /${name}`));
      await timed(gateway, `PATCH /${name}`, (round) =>
        ask(gateway, `PATCH /${name}`, { index: MANY / 2, value: changed(name, round) }),
      );
      await timed(gateway, `DELETE /${name}?index=`, (round) => ask(gateway, `DELETE /${name}?index=${round}`));
      await timed(gateway, "PUT /debug", (round) => ask(gateway, "PUT /debug", { value: round % 2 === 0 }));
    },
  );
}

await upstream.stop();
process.exit(0);

function manyFiles(): Readonly<Record<string, object>> {
  const one = sandbox.addAccount({ email: "ada@example.com" }).cliProxyAuthFile();
  return Object.fromEntries(
    Array.from({ length: MANY }, (_, index) => {
      const own = { id_token: undefined, email: `account${index}@example.com`, account_id: `workspace-${index}` };
      return [`codex-${index}.json`, { ...one, ...own }];
    }),
  );
}

/** The simplest list and a rich one. */
function manyKeys(): Readonly<Record<string, readonly unknown[]>> {
  const each = (entry: (index: number) => unknown): readonly unknown[] =>
    Array.from({ length: MANY }, (_, i) => entry(i));
  return {
    "api-keys": each((index) => `sk-client-${index}-abcdefghijklmnop`),
    "codex-api-key": each((index) => ({
      "api-key": `sk-upstream-${index}-abcdefghijklmnop`,
      "base-url": `http://127.0.0.1:9/${index}/v1`,
      priority: index % 100,
      headers: { "X-Team": `team ${index}` },
    })),
  };
}

function changed(name: string, round: number): unknown {
  return name === "api-keys" ? `sk-changed-${round}` : { priority: round };
}

interface Installation {
  readonly name: string;
  readonly config: object;
  readonly files: Readonly<Record<string, object>>;
}

async function withGateway(
  { name, config, files }: Installation,
  run: (gateway: Program) => Promise<void>,
): Promise<void> {
  const folder = dataFolder(stringify(config), files);
  const gateway = await startProgram([`${ROOT}/bin/switchyard`, "serve", "--port", "0", "--data-dir", folder.path]);
  // The first answer checks the key, which is slow on purpose.
  await ask(gateway, "GET /debug");
  console.log(`\n${name}\n  ${"start".padEnd(34)} ${gateway.startMs.toFixed(0).padStart(6)} ms`);
  await run(gateway);
  await gateway.stop();
  folder.remove();
}

/** The least and the middle of the rounds, and the longest that a small request beside them took. */
async function timed({ url }: Program, what: string, call: (round: number) => Promise<void>): Promise<void> {
  await call(0);
  const times: number[] = [];
  let longestWaitMs = 0;
  let isOver = false;
  const beside = async (): Promise<void> => {
    while (!isOver) {
      const askedAt = performance.now();
      await (await fetch(`${url}/health`)).bytes();
      longestWaitMs = Math.max(longestWaitMs, performance.now() - askedAt);
    }
  };
  const watching = beside();
  for (let round = 1; round <= ROUNDS; round += 1) {
    const askedAt = performance.now();
    await call(round);
    times.push(performance.now() - askedAt);
  }
  isOver = true;
  await watching;
  times.sort((a, b) => a - b);
  const shown = [times[0], times[ROUNDS / 2], longestWaitMs].map((ms) => (ms ?? 0).toFixed(0).padStart(6));
  console.log(
    `  ${what.padEnd(34)} ${shown[0]} ms at best, ${shown[1]} ms half the time; others wait ${shown[2]} ms at most`,
  );
}

/** `call` is `METHOD /path`. */
async function ask({ url }: Program, call: string, body?: unknown): Promise<void> {
  const [method = "", path = ""] = call.split(" ");
  const answer = await fetch(`${url}/v0/management${path}`, {
    method,
    headers: { authorization: `Bearer ${KEY}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${call} answered ${answer.status}: ${text.slice(0, 300)}`);
}

// What relaying costs, beside the least it can cost in this runtime, in one run: CPU a request and a chunk, memory, start.
// usage: npm run bench:relay [-- --quick]

import { stringify } from "yaml";

import { gatewayConfig } from "../../src/sandbox/gateway-config.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { systemClock } from "../../src/platform/system-clock.ts";
import { systemIds } from "../../src/platform/system-ids.ts";
import { fire, type Shot, stream } from "../support/load.ts";
import { type Leg, measure, printLegs } from "../support/measure.ts";
import { dataFolder, type Program, ROOT, startProgram } from "../support/processes.ts";

const quick = process.argv.includes("--quick");
const ROUNDS = quick ? 2 : 6;
const REQUESTS = quick ? 2000 : 6000;
const STREAMS = quick ? 100 : 200;
const CHUNKS = quick ? 50 : 100;
const CHUNK_MS = 20;
const MANY = 1000;

const sandbox = createSandbox({ clock: systemClock, ids: systemIds });
const upstream = sandbox.listen();
const account = sandbox.addAccount({ email: "ada@example.com" });
const key = sandbox.addApiKey({ email: "key@example.com" });

const config = (only: "login" | "key"): string => `${stringify(gatewayConfig(upstream.url))}# ${only}\n`;
const loginFolder = dataFolder(config("login"), { "ada.json": account.cliProxyAuthFile() });
const keyFolder = dataFolder(config("key"), {
  "key.json": {
    type: "codex",
    auth_mode: "apikey",
    OPENAI_API_KEY: key.key,
    openai_user_id: key.userId,
    email: key.email,
  },
});
const serve = (folder: { readonly path: string }): Promise<Program> =>
  startProgram([`${ROOT}/bin/switchyard`, "serve", "--port", "0", "--data-dir", folder.path]);

const bare = await startProgram([`${ROOT}/bin/bun`, "bench/relay/bare-relay.ts", upstream.url]);
const byLogin = await serve(loginFolder);
const byKey = await serve(keyFolder);

const padding = "x".repeat(300);
const keyHeader = { authorization: `Bearer ${key.key}` };
const loginHeader = { authorization: `Bearer ${account.accessToken()}` };
const json = (program: Program, path: string, headers?: Record<string, string>): Shot => ({
  url: `${program.url}${path}`,
  body: JSON.stringify({
    model: "sandbox-json-5000",
    input: [{ type: "message", role: "user", content: [{ type: "input_text", text: padding }] }],
  }),
  ...(headers === undefined ? {} : { headers }),
});
const streaming = (program: Program, path: string, headers?: Record<string, string>): Shot => ({
  url: `${program.url}${path}`,
  body: JSON.stringify({
    model: `sandbox-stream-${CHUNKS}x${CHUNK_MS}`,
    store: false,
    stream: true,
    input: [{ type: "message", role: "user", content: [{ type: "input_text", text: padding }] }],
  }),
  ...(headers === undefined ? {} : { headers }),
});
const chat = (program: Program): Shot => ({
  url: `${program.url}/v1/chat/completions`,
  body: JSON.stringify({
    model: `sandbox-stream-${CHUNKS}x${CHUNK_MS}`,
    stream: true,
    messages: [{ role: "user", content: padding }],
  }),
});

const firstServed = await measureStart();
const idle = byLogin.residentBytes();

const requests: readonly Leg[] = [
  { name: "bare relay", program: bare, shot: json(bare, "/v1/responses", keyHeader) },
  { name: "switchyard, API key (relay)", program: byKey, shot: json(byKey, "/v1/responses") },
  { name: "switchyard, ChatGPT login (stream gathered)", program: byLogin, shot: json(byLogin, "/v1/responses") },
];
const streams: readonly Leg[] = [
  { name: "bare relay", program: bare, shot: streaming(bare, "/backend-api/codex/responses", loginHeader) },
  {
    name: "switchyard, /backend-api/codex/responses",
    program: byLogin,
    shot: streaming(byLogin, "/backend-api/codex/responses"),
  },
  { name: "switchyard, /v1/responses", program: byLogin, shot: streaming(byLogin, "/v1/responses") },
  { name: "switchyard, /v1/chat/completions (translated)", program: byLogin, shot: chat(byLogin) },
];

const perRequest = await measure(requests, {
  rounds: ROUNDS,
  units: REQUESTS,
  run: (leg) => fire(leg.shot, REQUESTS, 16),
});
const perChunk = await measure(streams, {
  rounds: ROUNDS,
  units: STREAMS * CHUNKS,
  run: (leg) => stream(leg.shot, STREAMS).then(() => undefined),
});
const held = await holdMany();

printLegs("CPU a JSON exchange of 5 KB, µs", requests, perRequest);
printLegs(`CPU a slow SSE chunk, µs (${STREAMS} streams, one chunk every ${CHUNK_MS} ms)`, streams, perChunk);
console.log("\nswitchyard itself");
console.log(`  from start to the first request served   ${firstServed.toFixed(0)} ms`);
console.log(`  memory, idle                             ${megabytes(idle)} MB`);
console.log(`  memory, ${MANY} live streams               ${megabytes(held)} MB`);

for (const program of [bare, byLogin, byKey]) await program.stop();
for (const folder of [loginFolder, keyFolder]) folder.remove();
await upstream.stop();
process.exit(0);

async function measureStart(): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const startedAt = performance.now();
    const program = await serve(keyFolder);
    await fire(json(program, "/v1/responses"), 1, 1);
    times.push(performance.now() - startedAt);
    await program.stop();
  }
  return Math.min(...times);
}

async function holdMany(): Promise<number> {
  const fresh = await serve(loginFolder);
  const slow = {
    ...streaming(fresh, "/v1/responses"),
    body: JSON.stringify({ model: `sandbox-stream-${quick ? 10 : 30}x200`, stream: true, input: "hello" }),
  };
  let bytes = 0;
  await stream(slow, MANY, () => {
    bytes = fresh.residentBytes();
  });
  await fresh.stop();
  return bytes;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

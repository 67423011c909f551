// What translating a stream costs beside relaying it, by one gateway in one run: CPU a chunk, as fast as chunks come and
// slowly. Fast streams weigh the work on a chunk, slow ones what reading and writing it costs besides.
// usage: npm run bench:translate [-- --quick]

import { stringify } from "yaml";

import { gatewayConfig } from "../../src/sandbox/gateway-config.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { systemClock } from "../../src/platform/system-clock.ts";
import { systemIds } from "../../src/platform/system-ids.ts";
import { fire, type Shot, stream } from "../support/load.ts";
import { type Leg, measure, printLegs } from "../support/measure.ts";
import { dataFolder, ROOT, startProgram } from "../support/processes.ts";

const quick = process.argv.includes("--quick");
const ROUNDS = quick ? 3 : 8;
const AT_ONCE = 8;
/** How each chunk of the sandbox begins. */
const WORDS = "The q";

interface Load {
  readonly name: string;
  readonly streams: number;
  readonly chunks: number;
  /** Between two chunks; 0: as fast as they come. */
  readonly everyMs: number;
}
const LOADS: readonly Load[] = [
  { name: "fast SSE chunk", streams: quick ? 300 : 1000, chunks: 200, everyMs: 0 },
  { name: "fast SSE chunk of a long stream", streams: quick ? 20 : 50, chunks: 4000, everyMs: 0 },
  { name: "slow SSE chunk", streams: quick ? 50 : 100, chunks: 200, everyMs: 20 },
];

const sandbox = createSandbox({ clock: systemClock, ids: systemIds });
const upstream = sandbox.listen();
const account = sandbox.addAccount({ email: "ada@example.com" });
const folder = dataFolder(stringify(gatewayConfig(upstream.url)), { "ada.json": account.cliProxyAuthFile() });
const gateway = await startProgram([`${ROOT}/bin/switchyard`, "serve", "--port", "0", "--data-dir", folder.path]);

for (const load of LOADS) {
  const { name, streams, chunks, everyMs } = load;
  const legs = legsFor(`sandbox-stream-${chunks}x${everyMs}`);
  for (const leg of legs) await checkWhole(leg, chunks);
  const perChunk = await measure(legs, {
    rounds: everyMs === 0 ? ROUNDS : Math.ceil(ROUNDS / 2),
    units: streams * chunks,
    run: (leg) => (everyMs === 0 ? fire(leg.shot, streams, AT_ONCE) : stream(leg.shot, streams).then(() => undefined)),
  });
  const pace = everyMs === 0 ? `${AT_ONCE} at once` : `one chunk every ${everyMs} ms`;
  printLegs(`CPU a ${name}, µs (${streams} streams of ${chunks}, ${pace})`, legs, perChunk);
}

await gateway.stop();
folder.remove();
await upstream.stop();
process.exit(0);

function legsFor(model: string): readonly Leg[] {
  const messages = [{ role: "user", content: "hello" }];
  const leg = (name: string, path: string, body: object): Leg => ({ name, program: gateway, shot: shotOf(path, body) });
  const item = { type: "message", role: "user", content: [{ type: "input_text", text: "hello" }] };
  const response = { model, store: false, stream: true, input: [item] };
  return [
    leg("Responses, relayed (vendor events taken out)", "/v1/responses", response),
    leg("Codex, relayed (bytes untouched)", "/backend-api/codex/responses", response),
    leg("Chat, translated", "/v1/chat/completions", { model, stream: true, messages }),
    leg("Messages, translated", "/v1/messages", { model, stream: true, max_tokens: 1000, messages }),
    leg("Gemini, translated", `/v1beta/models/${model}:streamGenerateContent?alt=sse`, {
      contents: [{ role: "user", parts: [{ text: "hello" }] }],
    }),
  ];
}

function shotOf(path: string, body: object): Shot {
  return { url: `${gateway.url}${path}`, body: JSON.stringify(body) };
}

/** No figure counts unless every chunk has come through. */
async function checkWhole({ name, shot }: Leg, expected: number): Promise<void> {
  const answer = await fetch(shot.url, {
    method: "POST",
    body: shot.body,
    headers: { "content-type": "application/json" },
  });
  const chunks = (await answer.text()).split(WORDS).length - 1;
  if (chunks < expected) throw new Error(`${name}: ${chunks} of ${expected} chunks came through (${answer.status})`);
}

// Conversations that go from one vendor to another and back: each is shown its own proofs alone, nobody what the gateway
// sealed, and a proof that is refused all the same is left out once.

import { describe, expect, test } from "bun:test";

import { SEAL } from "../../src/dialects/proofs.ts";
import * as faults from "../../src/sandbox/faults/fault.ts";
import type { SandboxCall } from "../../src/sandbox/sandbox.ts";
import { codexTurn, sseJson } from "../support/asks.ts";
import { startConversation } from "../support/conversation.ts";
import { DIALECT_CLIENTS } from "../support/dialect-clients.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "../support/world.ts";

const ADA = "ada@example.com";
const BEN = "ben@example.com";
const RUN = 'call: Bash {"command":"ls"}';
const CLAUDE = "claude-opus-5-5";
const GPT = "gpt-5.5";
const GEMINI = "gemini-3-pro-preview";
const GROK = "grok-4.6";
const DEEPSEEK = "deepseek-chat";
const KIMI = "kimi-for-coding";

type Json = Readonly<Record<string, unknown>>;

/** Requests for answers, at whichever upstream. */
const asked = (world: World): readonly SandboxCall[] =>
  world.sandbox.calls().filter(({ path }) => /(\/responses|\/completions|\/messages|enerateContent)$/.test(path));

const textOf = ({ body }: SandboxCall): string => JSON.stringify(body ?? null);

/** One account of each vendor. */
function startVendors(): Promise<World> {
  return startWorld({
    accounts: 1,
    config: { "quota-poll-seconds": 3600, routing: { "default-provider": null } },
    async join({ sandbox, sandboxUrl, addAuthFile }) {
      await addAuthFile("claude.json", sandbox.addClaudeAccount({ email: "cora@example.com" }).authFile());
      await addAuthFile("xai.json", sandbox.addXaiAccount({ email: "xena@example.com" }).authFile());
      await addAuthFile("kimi.json", sandbox.addKimiAccount({ email: "kim@example.com" }).authFile());
      return {
        "gemini-api-key": [sandbox.addGeminiKey({ email: "gil@example.com" }).configEntry(`${sandboxUrl}/google`)],
        "openai-compatibility": [sandbox.addCompatibleUpstream({ name: "deepseek" }).configEntry(sandboxUrl)],
      };
    },
  });
}

describe("a conversation that goes from vendor to vendor, with tools in every turn, is never broken:", () => {
  const ORDER = [CLAUDE, GPT, CLAUDE, GEMINI, GPT, GROK, GEMINI, DEEPSEEK, CLAUDE, KIMI, GROK, GPT, KIMI, CLAUDE];
  for (const { id: dialect } of DIALECT_CLIENTS) {
    for (const stream of [false, true]) {
      test(`a ${dialect} client${stream ? ", streamed" : ""}`, async () => {
        await using world = await startVendors();
        const more = dialect === "anthropic-messages" ? { thinking: { type: "adaptive", display: "summarized" } } : {};
        const conversation = startConversation({ world, dialect, stream, more });
        for (const [position, model] of ORDER.entries()) {
          // In the middle of the tools as well: begun here, gone on with at the next.
          const after = ORDER[position + 1] ?? model;
          const next = dialect === "gemini" && after === GEMINI ? model : after;
          expect([model, await conversation.say(RUN, model)]).toEqual([model, expect.stringContaining("result")]);
          expect((await conversation.ask(RUN, model)).calls).toHaveLength(1);
          expect([next, (await conversation.answerTools(next)).said]).toEqual([
            next,
            expect.stringContaining("result"),
          ]);
        }
        expect(
          asked(world)
            .filter(({ status }) => status !== 200)
            .map(({ account, status }) => [account, status]),
        ).toEqual([]);
        expect(asked(world).filter((call) => textOf(call).includes(SEAL))).toEqual([]);
      });
    }
  }
});

describe("thoughts", () => {
  test("of Claude are Claude's again after a turn elsewhere, and OpenAI's OpenAI's", async () => {
    await using world = await startVendors();
    const thinking = { type: "adaptive", display: "summarized" };
    const conversation = startConversation({
      world,
      dialect: "anthropic-messages",
      stream: true,
      more: { thinking },
      ask: { headers: { "session-id": "one" } },
    });
    await conversation.say(RUN, CLAUDE);
    const claudes = signaturesIn(conversation.history());
    expect(claudes.length).toBeGreaterThan(0);
    await conversation.say(RUN, GPT);
    const sealed = signaturesIn(conversation.history()).filter((one) => !claudes.includes(one) && one !== "");
    expect(sealed.length).toBeGreaterThan(0);
    for (const one of sealed) expect(one).toStartWith(SEAL);
    await conversation.say(RUN, CLAUDE);
    const backAtClaude = asked(world).at(-1);
    expect(signaturesIn(backAtClaude?.body)).toEqual(expect.arrayContaining([...claudes]));
    await conversation.say("so?", GPT);
    const backAtOpenAi = asked(world).at(-1);
    expect(backAtOpenAi?.path).toEndWith("/codex/responses");
    const opened = sealed.map((one) => one.slice(one.indexOf(":") + 1));
    for (const one of opened) expect(textOf(backAtOpenAi as SandboxCall)).toContain(one);
    for (const one of claudes) expect(textOf(backAtOpenAi as SandboxCall)).not.toContain(one);
  });

  test("of a Codex conversation go to a Claude account and back, each to its own", async () => {
    await using world = await startVendors();
    const input: Json[] = [];
    const turn = async (text: string, model: string): Promise<readonly Json[]> => {
      input.push({ type: "message", role: "user", content: [{ type: "input_text", text }] });
      const answer = await world.post(
        "/backend-api/codex/responses",
        codexTurn("", {
          model,
          input,
          include: ["reasoning.encrypted_content"],
          reasoning: { effort: "medium", summary: "auto" },
          tools: [{ type: "function", name: "Bash", parameters: { type: "object", properties: {} }, strict: false }],
        }),
        { headers: { "session-id": "codex-1", "user-agent": "codex_exec/0.170.0" } },
      );
      expect([model, answer.status]).toEqual([model, 200]);
      const events = sseJson(await answer.text());
      expect(events.at(-1)).toMatchObject({ type: "response.completed" });
      const items = events.filter(({ type }) => type === "response.output_item.done").map(({ item }) => item as Json);
      input.push(...items);
      const call = items.find(({ type }) => type === "function_call");
      if (call !== undefined) input.push({ type: "function_call_output", call_id: call["call_id"], output: "done" });
      return items;
    };
    const sealsOf = (items: readonly Json[]): readonly string[] =>
      items.filter(({ type }) => type === "reasoning").map((item) => String(item["encrypted_content"]));
    const first = sealsOf(await turn(RUN, GPT));
    await turn("go on", GPT);
    const second = sealsOf(await turn(RUN, CLAUDE));
    expect(second.length).toBeGreaterThan(0);
    await turn("go on", CLAUDE);
    const atClaude = asked(world).at(-1) as SandboxCall;
    expect(atClaude.path).toEndWith("/v1/messages");
    for (const one of first) expect(textOf(atClaude)).not.toContain(one);
    for (const one of second) expect(textOf(atClaude)).toContain(one.slice(one.indexOf(":") + 1));
    await turn("and back", GPT);
    const atCodex = asked(world).at(-1) as SandboxCall;
    expect(atCodex.path).toEndWith("/codex/responses");
    for (const one of first) expect(textOf(atCodex)).toContain(one);
    for (const one of second) expect(textOf(atCodex)).not.toContain(one.slice(one.indexOf(":") + 1));
    expect(asked(world).filter(({ status }) => status !== 200)).toEqual([]);
    expect(asked(world).filter((call) => textOf(call).includes(SEAL))).toEqual([]);
  });

  const ALIKE: readonly (readonly [string, string, "anthropic-messages" | "openai-responses"])[] = [
    [GPT, GROK, "openai-responses"],
    [GROK, GPT, "openai-responses"],
    [KIMI, CLAUDE, "anthropic-messages"],
    [CLAUDE, KIMI, "anthropic-messages"],
  ];
  for (const [first, second, dialect] of ALIKE) {
    for (const stream of [false, true]) {
      const how = stream ? ", streamed" : "";
      test(`of ${first} are not shown to ${second}, which proves in the same form, and are its own again after it${how}`, async () => {
        await using world = await startVendors();
        const more = dialect === "anthropic-messages" ? { thinking: { type: "adaptive", display: "summarized" } } : {};
        const session = { headers: { "session-id": "one" } };
        const conversation = startConversation({ world, dialect, stream, more, ask: session });
        const turn = async (model: string): Promise<readonly SandboxCall[]> => {
          const before = asked(world).length;
          await conversation.say(RUN, model);
          return asked(world).slice(before);
        };
        await turn(first);
        const firsts = proofsIn(conversation.history());
        expect(firsts.length).toBeGreaterThan(0);
        const atSecond = await turn(second);
        expect(proofsIn(atSecond.map(({ body }) => body)).filter((one) => firsts.includes(one))).toEqual([]);
        const seconds = proofsIn(conversation.history()).filter((one) => !firsts.includes(one));
        expect(seconds.length).toBeGreaterThan(0);
        for (const [model, own, others] of [
          [first, firsts, seconds],
          [second, seconds, firsts],
        ] as const) {
          const [back] = await turn(model);
          const shown = proofsIn(back?.body);
          expect(shown).toEqual(expect.arrayContaining([...own]));
          expect(shown.filter((one) => others.includes(one))).toEqual([]);
        }
        expect(asked(world).filter(({ status }) => status !== 200)).toEqual([]);
      });
    }
  }

  const PROVEN: readonly (readonly [string, string, "anthropic-messages" | "gemini"])[] = [
    ["Claude", CLAUDE, "anthropic-messages"],
    ["Gemini", GEMINI, "gemini"],
  ];
  for (const [vendor, model, dialect] of PROVEN) {
    test(`that ${vendor} refuses are left out once, at the same account`, async () => {
      await using world = await startVendors();
      const more = dialect === "gemini" ? {} : { thinking: { type: "adaptive", display: "summarized" } };
      for (const client of DIALECT_CLIENTS) {
        const said = startConversation({
          world,
          dialect: client.id,
          stream: true,
          more: client.id === dialect ? more : {},
        });
        await said.say(RUN, model);
        const { calls } = await said.ask(RUN, model);
        expect(calls).toHaveLength(1);
        const before = asked(world).length;
        world.sandbox.script({
          path: dialect === "gemini" ? "enerateContent" : "/messages",
          fault: faults.invalidEncryptedContent(),
        });
        const { said: told } = await said.answerTools(model);
        expect([client.id, told]).toEqual([client.id, expect.stringContaining("result")]);
        const made = asked(world).slice(before);
        expect([client.id, made.map(({ status }) => status)]).toEqual([client.id, [400, 200]]);
        expect(new Set(made.map(({ account }) => account)).size).toBe(1);
        const [, again] = made;
        expect(signaturesIn(again?.body).filter((one) => one !== "skip_thought_signature_validator")).toEqual([]);
      }
    });
  }
});

function proofsIn(value: unknown): readonly string[] {
  return [...JSON.stringify(value ?? null).matchAll(/"(?:signature|encrypted_content)":"([^"]+)"/g)].map(
    ([, proof]) => proof ?? "",
  );
}

function signaturesIn(value: unknown): readonly string[] {
  return [...JSON.stringify(value ?? null).matchAll(/"(?:signature|thoughtSignature)":"([^"]*)"/g)].map(
    ([, proof]) => proof ?? "",
  );
}

describe("an account that is used up hands its conversation over:", () => {
  test("Claude's thoughts and tools, by its own windows, and the conversation stays until it moves again", async () => {
    await using world = await startWorld({ accounts: 0, config: { "quota-poll-seconds": 3600 }, started: false });
    const ada = world.sandbox.addClaudeAccount({ email: ADA });
    const ben = world.sandbox.addClaudeAccount({ email: BEN });
    for (const [name, account] of Object.entries({ ada, ben })) {
      const priority = name === "ada" ? 9 : 1;
      await Bun.write(`${world.dataDir}/auths/${name}.json`, JSON.stringify({ ...account.authFile(), priority }));
    }
    await world.start();
    const conversation = startConversation({
      world,
      dialect: "anthropic-messages",
      stream: true,
      more: { thinking: { type: "enabled", budget_tokens: 2000 }, metadata: { user_id: "user_1_session_2" } },
    });
    const model = "claude-sonnet-4-5-20250929";
    await conversation.say(RUN, model);
    await conversation.ask(RUN, model);
    const adas = signaturesIn(conversation.history());
    expect(adas.length).toBeGreaterThan(1);
    ada.setUsage({ fiveHour: { usedPercent: 100, resetsInMs: 3_600_000 } });
    await conversation.answerTools(model);
    await conversation.say(RUN, model);
    const statuses = asked(world).map(({ account, status }) => `${account?.split("@")[0]} ${status}`);
    expect(statuses).toEqual(["ada 200", "ada 200", "ada 200", "ada 429", "ben 200", "ben 200", "ben 200"]);
    const bens = asked(world).filter(({ account }) => account === BEN);
    expect(bens.flatMap(({ body }) => signaturesIn(body)).filter((one) => adas.includes(one))).toEqual([]);
    expect(signaturesIn(bens.at(-1)?.body).length).toBeGreaterThan(0);
  });
});

describe("a conversation that moves to another account of its vendor and back", () => {
  const FAMILIES = [
    [CLAUDE, "anthropic-messages"],
    [GPT, "openai-responses"],
    [GROK, "openai-responses"],
    [KIMI, "anthropic-messages"],
    [GPT, "anthropic-messages"],
    [CLAUDE, "openai-responses"],
  ] as const;
  test.each(FAMILIES)("is shown at %s what each account thought there (%s)", async (model, dialect) => {
    await using world = await startWorld({
      accounts: 0,
      config: { "quota-poll-seconds": 3600, routing: { "default-provider": null } },
      async join({ sandbox, addAuthFile }) {
        for (const email of [ADA, BEN]) {
          const file = {
            [CLAUDE]: () => sandbox.addClaudeAccount({ email }).authFile(),
            [GPT]: () => sandbox.addAccount({ email }).cliProxyAuthFile(),
            [GROK]: () => sandbox.addXaiAccount({ email }).authFile(),
            [KIMI]: () => sandbox.addKimiAccount({ email }).authFile(),
          }[model]();
          await addAuthFile(`${email}.json`, { ...file, priority: email === ADA ? 9 : 1 });
        }
      },
    });
    const conversation = startConversation({
      world,
      dialect,
      stream: true,
      more: dialect === "anthropic-messages" ? { thinking: { type: "adaptive", display: "summarized" } } : {},
      ask: { headers: { "session-id": "one" } },
    });
    const thought = new Map<string | null, readonly string[]>();
    for (const [served, out] of [
      [ADA, BEN],
      [BEN, ADA],
      [ADA, BEN],
      [BEN, ADA],
    ] as const) {
      world.sandbox.clearFaults();
      world.sandbox.script({ account: out, fault: faults.overloaded(), times: Number.POSITIVE_INFINITY });
      const before = proofsIn(conversation.history());
      await conversation.say(RUN, model);
      const calls = asked(world).filter(({ account, status }) => account === served && status === 200);
      const shown = new Set(proofsIn(calls.at(-1)?.body));
      const own = thought.get(served) ?? [];
      const others = thought.get(out) ?? [];
      expect(own.filter((proof) => !shown.has(raw(proof)))).toEqual([]);
      expect(others.filter((proof) => shown.has(raw(proof)))).toEqual([]);
      const made = proofsIn(conversation.history()).slice(before.length);
      expect(made.length).toBeGreaterThan(0);
      thought.set(served, [...own, ...made]);
    }
    expect(asked(world).filter(({ status }) => status === 400)).toEqual([]);
  });
});

/** Without the gateway's seal. */
const raw = (proof: string): string => (proof.startsWith(SEAL) ? proof.slice(proof.indexOf(":") + 1) : proof);

describe("a response to go on from", () => {
  test("is refused as gone once its account is, and is not asked of another", async () => {
    await using world = await startWorld({ accounts: 0, apiKeyAccounts: 2 });
    const first = await world.post("/v1/responses", { model: GPT, input: "remember", store: true });
    const { id } = (await first.json()) as { id: string };
    const owner = (await world.record(first)).accountLabel;
    const gone = world.apiKeyAccounts.find(({ email }) => email === owner);
    await Bun.file(gone?.file ?? "").delete();
    const answer = await until("the account is gone", async () => {
      const again = await world.post("/v1/responses", { model: GPT, input: "go on", previous_response_id: id });
      return again.status === 200 ? null : again;
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: "previous_response_not_found" } });
    const others = world.exchanges().filter(({ account }) => account !== owner);
    expect(others).toEqual([]);
  });

  test("of an xAI account is served by that account alone", async () => {
    await using world = await startWorld({
      accounts: 0,
      config: { routing: { strategy: "round-robin", "sticky-threads-enabled": false } },
      join: ({ sandbox, sandboxUrl }) => ({
        "xai-api-key": [ADA, BEN].map((email) => sandbox.addXaiKey({ email }).configEntry(`${sandboxUrl}/xai/v1`)),
      }),
    });
    const first = await world.post("/v1/responses", { model: GROK, input: "remember", store: true });
    const { id } = (await first.json()) as { id: string };
    for (let turn = 0; turn < 3; turn += 1) {
      const body = { model: GROK, input: "go on", previous_response_id: id };
      expect((await world.post("/v1/responses", body)).status).toBe(200);
    }
    expect(new Set(asked(world).map(({ account }) => account)).size).toBe(1);
  });
});

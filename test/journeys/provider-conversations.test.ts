// Conversations outlive their accounts: thoughts that one upstream proved are shown to nobody else, nothing that the gateway
// has sealed leaves it towards an upstream, and no turn is refused for what another account or vendor thought.

import { describe, expect, test } from "bun:test";

import * as faults from "../../src/sandbox/faults/fault.ts";
import type { Sandbox, SandboxCall } from "../../src/sandbox/sandbox.ts";
import { type Conversation, startConversation } from "../support/conversation.ts";
import { DIALECT_CLIENTS } from "../support/dialect-clients.ts";
import { startWorld, type World } from "../support/world.ts";

const ALWAYS = Number.POSITIVE_INFINITY;
const ADA = "ada@example.com";
const BEN = "ben@example.com";
const RUN = 'call: Bash {"command":"ls"}';
const DIALECTS = DIALECT_CLIENTS.map(({ id }) => id);
const WAYS = DIALECTS.flatMap((dialect) => [false, true].map((stream) => ({ dialect, stream })));

type Way = (typeof WAYS)[number];

/** Requests for answers, at whichever upstream. */
const asked = (world: World): readonly SandboxCall[] =>
  world.sandbox.calls().filter(({ path }) => /(\/responses|\/completions|\/messages|enerateContent)$/.test(path));

/** Everything that proves a thought, in whatever dialect. */
function proofsIn(value: unknown): readonly string[] {
  return [
    ...JSON.stringify(value ?? null).matchAll(/"(?:signature|thoughtSignature|encrypted_content)":"([^"]+)"/g),
  ].map(([, proof]) => proof ?? "");
}

const SENTINEL = "skip_thought_signature_validator";

interface Family {
  readonly title: string;
  readonly model: string;
  /** Its proofs open at the account that made them alone. */
  readonly isBound: boolean;
  /** Further members of a Messages client's requests. */
  readonly thinking?: object;
  file(sandbox: Sandbox, email: string): object;
}

const FAMILIES: readonly Family[] = [
  {
    title: "Claude with a budget",
    model: "claude-sonnet-4-5-20250929",
    isBound: true,
    thinking: { type: "enabled", budget_tokens: 2000 },
    file: (sandbox, email) => sandbox.addClaudeAccount({ email }).authFile(),
  },
  {
    title: "Claude, adaptive",
    model: "claude-opus-5-5",
    isBound: true,
    thinking: { type: "adaptive", display: "summarized" },
    file: (sandbox, email) => sandbox.addClaudeAccount({ email }).authFile(),
  },
  {
    title: "ChatGPT",
    model: "gpt-5.5",
    isBound: true,
    thinking: { type: "enabled", budget_tokens: 2000 },
    file: (sandbox, email) => sandbox.addAccount({ email }).cliProxyAuthFile(),
  },
  {
    title: "xAI",
    model: "grok-4.6",
    isBound: true,
    thinking: { type: "enabled", budget_tokens: 2000 },
    file: (sandbox, email) => sandbox.addXaiAccount({ email }).authFile(),
  },
  {
    title: "Gemini 3 by Antigravity",
    model: "gemini-3-pro-preview",
    isBound: false,
    thinking: { type: "enabled", budget_tokens: 2000 },
    file: (sandbox, email) => sandbox.addGoogleAccount({ email, client: "antigravity" }).authFile(),
  },
  {
    title: "Claude by Antigravity",
    model: "claude-opus-5-5",
    isBound: true,
    thinking: { type: "adaptive", display: "summarized" },
    file: (sandbox, email) => sandbox.addGoogleAccount({ email, client: "antigravity" }).authFile(),
  },
  {
    title: "Kimi",
    model: "kimi-for-coding",
    isBound: false,
    thinking: { type: "enabled", budget_tokens: 2000 },
    file: (sandbox, email) => sandbox.addKimiAccount({ email }).authFile(),
  },
];

/** Ada serves as long as she can, then ben. */
function startFamily(family: Family): Promise<World> {
  return startWorld({
    accounts: 0,
    config: { "quota-poll-seconds": 3600, routing: { "default-provider": null } },
    async join({ sandbox, addAuthFile }) {
      await addAuthFile("ada.json", { ...family.file(sandbox, ADA), priority: 9 });
      await addAuthFile("ben.json", { ...family.file(sandbox, BEN), priority: 1 });
    },
  });
}

function talk(world: World, family: Family, way: Way & { readonly session: string }): Conversation {
  const { session, ...how } = way;
  const more = way.dialect === "anthropic-messages" ? { thinking: family.thinking } : {};
  return startConversation({ world, ...how, more, ask: { headers: { "session-id": session } } });
}

describe("a conversation whose account fails in the middle of its tools goes on at another one:", () => {
  for (const family of FAMILIES) {
    test(family.title, async () => {
      await using world = await startFamily(family);
      const { model } = family;
      for (const way of WAYS) {
        const name = `${way.dialect}${way.stream ? ", streamed" : ""}`;
        const from = asked(world).length;
        const conversation = talk(world, family, { ...way, session: name });
        expect([name, await conversation.say(RUN, model)]).toEqual([name, expect.stringContaining("result")]);
        const begun = await conversation.ask(RUN, model);
        expect([name, begun.calls.length]).toEqual([name, 1]);
        world.sandbox.script({ account: ADA, fault: faults.overloaded(), times: ALWAYS });
        const seen = asked(world).slice(from);
        expect([name, ...new Set(seen.map(({ account }) => account))]).toEqual([name, expect.stringContaining("ada")]);
        const adas = new Set(proofsIn(conversation.history()));
        const shownToAda = new Set(seen.flatMap(({ body }) => proofsIn(body)));
        expect([name, (await conversation.answerTools(model)).said]).toEqual([name, expect.stringContaining("result")]);
        expect([name, await conversation.say(RUN, model)]).toEqual([name, expect.stringContaining("result")]);
        world.sandbox.clearFaults();
        // The conversation stays where it went.
        expect([name, await conversation.say("and now?", model)]).toEqual([name, expect.stringContaining("and now?")]);
        const bens = asked(world)
          .slice(from)
          .filter(({ account, status }) => account?.startsWith("ben") === true && status === 200);
        expect([name, bens.length]).toEqual([name, 4]);
        if (family.isBound) {
          const foreign = bens
            .flatMap(({ body }) => proofsIn(body))
            .filter((proof) => adas.has(proof) || shownToAda.has(proof));
          expect([name, ...foreign.filter((proof) => proof !== SENTINEL)]).toEqual([name]);
        }
        const refused = asked(world)
          .slice(from)
          .filter(({ status }) => status !== 200 && status !== 503 && status !== 529 && status !== 429);
        expect([name, ...refused.map(({ path, status }) => `${status} ${path}`)]).toEqual([name]);
        await recovered(world, family);
      }
    });
  }
});

/** Ada is taken back, whatever she was out for. */
async function recovered(world: World, family: Family): Promise<void> {
  const session = `fresh ${asked(world).length}`;
  await talk(world, family, { dialect: "openai-chat", stream: false, session }).say("hi", family.model);
}

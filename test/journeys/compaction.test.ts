// A compacted history opens only at the account that made it, and there is nothing to leave behind: it stays or fails clearly.

import { describe, expect, test } from "bun:test";

import { usageLimitReached } from "../../src/sandbox/faults/fault.ts";
import { codexTurn, sseJson } from "../support/asks.ts";
import { startWorld, type World } from "../support/world.ts";

const SESSION = { "session-id": "session-1", "user-agent": "codex_exec/0.169.0" };
const LOOSE = { routing: { "sticky-threads-enabled": false, strategy: "round-robin" } } as const;

type Item = Readonly<Record<string, unknown>>;

function message(text: string): Item {
  return { type: "message", role: "user", content: [{ type: "input_text", text }] };
}

async function compact(world: World): Promise<Item> {
  const body = codexTurn("", { input: [message("a long story"), { type: "compaction_trigger" }] });
  const response = await world.post("/backend-api/codex/responses", body, { headers: SESSION });
  const done = sseJson(await response.text()).find(({ type }) => type === "response.output_item.done");
  return done?.["item"] as Item;
}

function goOn(world: World, compaction: Item): Promise<Response> {
  const body = codexTurn("", { input: [compaction, message("and then?")] });
  return world.post("/backend-api/codex/responses", body, { headers: SESSION });
}

describe("a conversation with a compacted history", () => {
  test("goes to the account that compacted it, even where conversations are not kept together", async () => {
    await using world = await startWorld({ accounts: 3, config: LOOSE });
    const compaction = await compact(world);
    expect(compaction).toMatchObject({ type: "compaction" });
    const owner = world.sandbox.calls().findLast(({ path }) => path.endsWith("/codex/responses"))?.account;
    for (let turn = 0; turn < 4; turn += 1) {
      expect((await goOn(world, compaction)).status).toBe(200);
      expect(world.sandbox.calls().findLast(({ path }) => path.endsWith("/codex/responses"))?.account).toBe(
        owner ?? "",
      );
    }
  });

  test("fails clearly with its owner's reset when that is used up, and is shown to no other account", async () => {
    await using world = await startWorld({ accounts: 2 });
    const compaction = await compact(world);
    const owner = world.sandbox.calls().findLast(({ path }) => path.endsWith("/codex/responses"))?.account;
    world.sandbox.script({ path: "/codex/responses", fault: usageLimitReached({ resetsInMs: 3_600_000 }), times: 1 });
    const refused = await goOn(world, compaction);
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({
      error: { type: "usage_limit_reached", resets_at: expect.any(Number) },
    });
    const askers = world.sandbox.calls().filter(({ path }) => path.endsWith("/codex/responses"));
    expect(new Set(askers.map(({ account }) => account))).toEqual(new Set([owner ?? ""]));
  });
});

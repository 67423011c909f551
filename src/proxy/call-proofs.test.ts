import { expect, test } from "bun:test";
import type { ExchangeRequest, ToolCallPart } from "../exchange/request.ts";
import { createCallProofs } from "./call-proofs.ts";

const asking = (...calls: readonly ToolCallPart[]): ExchangeRequest => ({
  model: "gemini-3-pro-preview",
  stream: true,
  messages: [
    { role: "user", content: [{ kind: "text", text: "hi" }] },
    { role: "assistant", content: [{ kind: "text", text: "Looking." }, ...calls] },
    { role: "tool", results: calls.map(({ id }) => ({ callId: id, content: [] })) },
  ],
  tools: [],
});
const call = (id: string, proof?: string): ToolCallPart => ({
  kind: "tool-call",
  id,
  name: "look",
  input: "{}",
  ...(proof === undefined ? {} : { proof }),
});

test("a call that comes back without its proof gets it, one that has its own keeps that", () => {
  const proofs = createCallProofs();
  proofs.note("a", "CrIC");
  proofs.note("b", "CrID");
  expect(proofs.fill(asking(call("a"), call("b", "own"), call("c")))).toEqual(
    asking(call("a", "CrIC"), call("b", "own"), call("c")),
  );
});

test("a request with nothing to add is the same object", () => {
  const proofs = createCallProofs();
  const request = asking(call("a"));
  expect(proofs.fill(request)).toBe(request);
  proofs.note("b", "CrIC");
  proofs.note("a", "");
  expect(proofs.fill(request)).toBe(request);
});

test("the calls that nobody came back for are forgotten first", () => {
  const proofs = createCallProofs({ mostCalls: 2, mostCharacters: 1000 });
  proofs.note("a", "1");
  proofs.note("b", "2");
  proofs.fill(asking(call("a")));
  proofs.note("c", "3");
  expect(proofs.fill(asking(call("a"), call("b"), call("c")))).toEqual(
    asking(call("a", "1"), call("b"), call("c", "3")),
  );
});

test("the memory is bounded in size, and one that is too large alone is not kept", () => {
  const proofs = createCallProofs({ mostCalls: 100, mostCharacters: 20 });
  proofs.note("a", "x".repeat(12));
  proofs.note("b", "y".repeat(12));
  expect(proofs.fill(asking(call("a"), call("b")))).toEqual(asking(call("a"), call("b", "y".repeat(12))));
  proofs.note("c", "z".repeat(50));
  expect(proofs.fill(asking(call("b"), call("c")))).toEqual(asking(call("b", "y".repeat(12)), call("c")));
});

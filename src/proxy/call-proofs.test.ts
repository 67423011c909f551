import { expect, test } from "bun:test";
import type { ExchangeRequest, ToolCallPart } from "../exchange/request.ts";
import type { AccountId } from "../domain/ids.ts";
import { createCallProofs } from "./call-proofs.ts";

const ADA = "ada" as AccountId;
const BEN = "ben" as AccountId;

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
  proofs.note("a", "CrIC", ADA);
  proofs.note("b", "CrID", ADA);
  expect(proofs.fill(asking(call("a"), call("b", "own"), call("c")), ADA)).toEqual(
    asking(call("a", "CrIC"), call("b", "own"), call("c")),
  );
});

test("a proof is shown to nobody but the account that made it", () => {
  const proofs = createCallProofs();
  proofs.note("a", "CrIC", ADA);
  const request = asking(call("a"));
  expect(proofs.fill(request, BEN)).toBe(request);
  expect(proofs.fill(request, ADA)).toEqual(asking(call("a", "CrIC")));
});

test("a request with nothing to add is the same object", () => {
  const proofs = createCallProofs();
  const request = asking(call("a"));
  expect(proofs.fill(request, ADA)).toBe(request);
  proofs.note("b", "CrIC", ADA);
  proofs.note("a", "", ADA);
  expect(proofs.fill(request, ADA)).toBe(request);
});

test("the calls that nobody came back for are forgotten first", () => {
  const proofs = createCallProofs({ mostCalls: 2, mostCharacters: 1000 });
  proofs.note("a", "1", ADA);
  proofs.note("b", "2", ADA);
  proofs.fill(asking(call("a")), ADA);
  proofs.note("c", "3", ADA);
  expect(proofs.fill(asking(call("a"), call("b"), call("c")), ADA)).toEqual(
    asking(call("a", "1"), call("b"), call("c", "3")),
  );
});

test("the memory is bounded in size, and one that is too large alone is not kept", () => {
  const proofs = createCallProofs({ mostCalls: 100, mostCharacters: 20 });
  proofs.note("a", "x".repeat(12), ADA);
  proofs.note("b", "y".repeat(12), ADA);
  expect(proofs.fill(asking(call("a"), call("b")), ADA)).toEqual(asking(call("a"), call("b", "y".repeat(12))));
  proofs.note("c", "z".repeat(50), ADA);
  expect(proofs.fill(asking(call("b"), call("c")), ADA)).toEqual(asking(call("b", "y".repeat(12)), call("c")));
});

import { expect, test } from "bun:test";
import type { Message } from "../exchange/request.ts";
import { NO_RESULT, pairToolResults } from "./paired-results.ts";

const call = (id: string): Message => ({
  role: "assistant",
  content: [{ kind: "tool-call", id, name: "look", input: "{}" }],
});
const result = (...ids: readonly string[]): Message => ({
  role: "tool",
  results: ids.map((callId) => ({ callId, content: [{ kind: "text", text: callId }] })),
});
const user: Message = { role: "user", content: [{ kind: "text", text: "hi" }] };

test("a history that pairs stays as it is", () => {
  const history = [user, call("a"), result("a"), call("b"), result("b"), user];
  expect(pairToolResults(history)).toEqual(history);
});

test("a call without a result gets a failed one", () => {
  expect(pairToolResults([user, call("a"), user])).toEqual([
    user,
    call("a"),
    { role: "tool", results: [{ callId: "a", content: [{ kind: "text", text: NO_RESULT }], isError: true }] },
    user,
  ]);
});

test("a result that came late stands right after its call", () => {
  expect(pairToolResults([user, call("a"), user, result("a")])).toEqual([user, call("a"), result("a"), user]);
});

test("a result without a call becomes words of the user", () => {
  const [, second] = pairToolResults([user, result("x")]);
  expect(second).toMatchObject({ role: "user", content: [{ kind: "text" }, { kind: "text", text: "x" }] });
});

test("calls of one turn in two messages share the results after them", () => {
  const paired = pairToolResults([user, call("a"), call("b"), result("a", "b")]);
  expect(paired.map((message) => message.role)).toEqual(["user", "assistant", "tool"]);
  expect(paired[2]).toEqual(result("a", "b"));
});

test("an id that is used again in a later turn is told apart, and gets that turn's result", () => {
  const history = [user, call("a"), result("a"), call("a"), result("a")];
  const paired = pairToolResults(history);
  expect(paired.slice(0, 3)).toEqual(history.slice(0, 3));
  expect(paired.slice(3)).toMatchObject([{ content: [{ id: "a_2" }] }, { results: [{ callId: "a_2" }] }]);
});

test("a result is found beyond the assistant's next words, and is the call's in kind", () => {
  const custom: Message = {
    role: "assistant",
    content: [{ kind: "tool-call", id: "a", name: "exec", input: "ls", custom: true }],
  };
  const words: Message = { role: "assistant", content: [{ kind: "text", text: "Wait." }] };
  const [said, results, ...rest] = pairToolResults([custom, user, words, result("a")]);
  expect(said).toEqual(custom);
  expect(results).toMatchObject({ results: [{ callId: "a", custom: true }] });
  expect(rest).toEqual([user, words]);
});

test("two results of one call are not both its own", () => {
  const paired = pairToolResults([user, call("a"), result("a", "a")]);
  expect(paired.map((message) => message.role)).toEqual(["user", "assistant", "tool", "user"]);
});

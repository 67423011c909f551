import { expect, test } from "bun:test";

import { createFakeClock } from "../../../test/support/fake-clock.ts";
import { createTries } from "./tries.ts";

const HERE = "203.0.113.1";

function createWorld() {
  const clock = createFakeClock();
  const tries = createTries(clock);
  const take = (address = HERE) => tries.take(address);
  return {
    clock,
    take,
    takeMany: (count: number, address = HERE) => Array.from({ length: count }, () => take(address).kind),
  };
}

test("the ninth failed try within a minute waits until the first is a minute old", () => {
  const { clock, take, takeMany } = createWorld();
  take();
  clock.advance(20_000);
  expect(takeMany(7)).not.toContain("too_many_tries");
  expect(take()).toEqual({ kind: "too_many_tries", retryAfterMs: 40_000 });
  clock.advance(39_999);
  expect(take()).toEqual({ kind: "too_many_tries", retryAfterMs: 1 });
  clock.advance(1);
  expect(take().kind).toBe("taken");
  expect(take()).toEqual({ kind: "too_many_tries", retryAfterMs: 20_000 });
});

test("a try that was right is not counted, and gives back no other's", () => {
  const { take, takeMany } = createWorld();
  takeMany(7);
  for (let time = 0; time < 20; time++) {
    const tried = take();
    if (tried.kind !== "taken") throw new Error("refused");
    tried.giveBack();
    tried.giveBack();
  }
  expect(takeMany(3)).toEqual(["taken", "too_many_tries", "too_many_tries"]);
});

test("addresses of one IPv6 network are one, however they are written", () => {
  const { takeMany } = createWorld();
  takeMany(4, "2001:db8::1");
  takeMany(4, "2001:db8:0:0:1:2:3:4");
  expect(takeMany(1, "2001:db8:0:0:ffff::")).toEqual(["too_many_tries"]);
  expect(takeMany(1, "2001:db8:0:1::1")).toEqual(["taken"]);
  expect(takeMany(1, HERE)).toEqual(["taken"]);
});

test("a clock that is set back keeps nobody out for longer than a minute", () => {
  const clock = { now: () => now };
  let now = 10_000_000;
  const tries = createTries(clock);
  for (let time = 0; time < 9; time++) tries.take(HERE);
  now = 0;
  expect(tries.take(HERE).kind).toBe("taken");
});

test("no number of addresses fills the memory", () => {
  const { take } = createWorld();
  for (let host = 0; host < 20_000; host++) take(`10.${host >> 16}.${(host >> 8) & 255}.${host & 255}`);
  expect(take().kind).toBe("taken");
});

import { expect, test } from "bun:test";

import { makeCandidate } from "../../test/support/candidate.ts";
import type { Candidate } from "../domain/availability.ts";
import type { ChoiceInput } from "../domain/choose-account.ts";
import { createStandingOrders } from "./standing-orders.ts";

const SIZE = 200;
/** Those who changed, and whom they are compared with. */
const A_FEW = 30;

function setUp() {
  const orders = createStandingOrders();
  const seen = new Set<string>();
  const makeList = (): readonly Candidate[] =>
    Array.from(
      { length: SIZE },
      (_, place) =>
        new Proxy(makeCandidate({ id: `acc_${place}`, place }), {
          get(target, name) {
            seen.add(target.id);
            return Reflect.get(target, name) as unknown;
          },
        }),
    );
  const list = makeList();
  /** How many are looked at for a choice. */
  const lookedAt = (more: Partial<ChoiceInput> = {}): number => {
    seen.clear();
    const rules = { strategy: "usage_weighted", preferEarlierReset: false, model: "gpt-5.5", now: 0 } as const;
    orders.choose({ candidates: list, ...rules, tie: null, tried: new Set(), ...more });
    return seen.size;
  };
  /** Asked for often enough to be remembered. */
  const warmUp = (): void => {
    for (let choice = 0; choice < 20; choice += 1) lookedAt();
  };
  return { orders, makeList, lookedAt, warmUp };
}

test("a list that comes again and again is remembered: a further choice does not look at everybody", () => {
  const { orders, lookedAt, warmUp } = setUp();
  expect(lookedAt()).toBe(SIZE);
  expect(lookedAt()).toBe(SIZE);
  warmUp();
  expect(lookedAt()).toBeLessThan(A_FEW);
  orders.changed("acc_7");
  expect(lookedAt()).toBeLessThan(A_FEW);
});

test("everybody is looked at for another model, under other rules, and after all was forgotten", () => {
  const { orders, lookedAt, warmUp } = setUp();
  warmUp();
  expect(lookedAt({ model: "gpt-5.4" })).toBe(SIZE);
  expect(lookedAt({ strategy: "round_robin" })).toBe(SIZE);
  expect(lookedAt({ preferEarlierReset: true })).toBe(SIZE);
  expect(lookedAt({ disableCooling: true })).toBe(SIZE);
  expect(lookedAt()).toBeLessThan(A_FEW);
  orders.forget();
  expect(lookedAt()).toBe(SIZE);
});

test("what is remembered does not grow with the names that clients make up, and what is asked for stays", () => {
  const { makeList, lookedAt, warmUp } = setUp();
  warmUp();
  for (let name = 0; name < 100; name += 1) {
    lookedAt({ model: `made-up-${name}` });
    lookedAt({ candidates: makeList() });
  }
  expect(lookedAt({ model: "made-up-99" })).toBe(SIZE);
  expect(lookedAt()).toBeLessThan(A_FEW);
});

test("what nobody asks for any more makes room", () => {
  const { lookedAt } = setUp();
  for (let name = 0; name < 100; name += 1) lookedAt({ model: `made-up-${name}` });
  for (let choice = 0; choice < 1100; choice += 1) lookedAt({ model: "made-up-1" });
  expect(lookedAt({ model: "new" })).toBe(SIZE);
  expect(lookedAt({ model: "new" })).toBeLessThan(A_FEW);
});

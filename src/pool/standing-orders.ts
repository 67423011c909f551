// The standing orders of the legs that are asked for: told of every change, so that a choice costs the same in any pool.

import { type Choice, chooseAccount, type ChoiceInput } from "../domain/choose-account.ts";
import type { AccountId } from "../domain/ids.ts";
import { createStandingOrder, type StandingOrder } from "../domain/standing-order.ts";

export interface StandingOrders {
  /** The choice of chooseAccount. */
  choose(input: ChoiceInput): Choice;
  /** To be told whenever anything of an account is not as it was. */
  changed(id: AccountId): void;
  /** Everybody may be another. */
  forget(): void;
}

/** So few are looked at as fast as remembered. */
const FEW = 64;
/**
 * Making an order costs as much as some thirty looks at everybody: a list is to be asked for this often first, so that one put
 * together for a single request, or replaced soon after, costs next to nothing more than it did.
 */
const LOOKS_BEFORE = 16;
/** Clients name models as they like: what is remembered does not grow with their fancy. */
const MOST_ORDERS = 16;
/** An order that was not asked for in so many choices makes room for another. */
const CHOICES_KEPT = 1000;

interface Kept {
  readonly order: StandingOrder;
  /** The number of the choice that it made last. */
  lastChoice: number;
}

export function createStandingOrders(): StandingOrders {
  const kept = new Set<Kept>();
  const looks = new WeakMap<ChoiceInput["candidates"], number>();
  let choices = 0;
  const find = (input: ChoiceInput): Kept | undefined => {
    for (const one of kept) if (isFor(one.order, input)) return one;
    return undefined;
  };
  /** undefined where there is no room. */
  const add = (input: ChoiceInput): Kept | undefined => {
    if (kept.size >= MOST_ORDERS) {
      for (const one of kept) if (choices - one.lastChoice > CHOICES_KEPT) kept.delete(one);
      if (kept.size >= MOST_ORDERS) return undefined;
    }
    const { candidates, strategy, preferEarlierReset, model, disableCooling = false } = input;
    const order = createStandingOrder({ candidates, strategy, preferEarlierReset, model, disableCooling });
    const added: Kept = { order, lastChoice: choices };
    kept.add(added);
    return added;
  };
  return {
    choose(input) {
      const { candidates } = input;
      if (candidates.length <= FEW) return chooseAccount(input);
      const looked = looks.get(candidates) ?? 0;
      if (looked < LOOKS_BEFORE) {
        looks.set(candidates, looked + 1);
        return chooseAccount(input);
      }
      choices += 1;
      const known = find(input) ?? add(input);
      if (known === undefined) return chooseAccount(input);
      known.lastChoice = choices;
      return known.order.choose(input);
    },
    changed(id) {
      for (const { order } of kept) order.changed(id);
    },
    forget: () => kept.clear(),
  };
}

/** Candidates are told by the list that they are in: it is replaced, never changed. */
function isFor({ rules }: StandingOrder, input: ChoiceInput): boolean {
  return (
    rules.candidates === input.candidates &&
    rules.model === input.model &&
    rules.strategy === input.strategy &&
    rules.preferEarlierReset === input.preferEarlierReset &&
    rules.disableCooling === (input.disableCooling ?? false)
  );
}

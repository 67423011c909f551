// From what a link says to what is asked of the gateway.

import type { Account } from "../../lib/accounts-query.ts";
import { mayServe } from "./may-serve.ts";
import type { SimulationWish } from "./simulations-query.ts";
import type { SimulatorSearch } from "./simulator-search.ts";

export const USUAL_STRETCH = "24h";

export function wishOf(search: SimulatorSearch, accounts: readonly Account[]): SimulationWish {
  const { last = USUAL_STRETCH, from, to, strategy, early, sticky } = search;
  const wished = accountsOf(search, accounts);
  return {
    ...(last === "custom"
      ? { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
      : { last }),
    ...(strategy === undefined ? {} : { strategy }),
    ...(early === undefined ? {} : { prefer_earlier_reset: early }),
    ...(sticky === undefined ? {} : { sticky }),
    ...(Object.keys(wished).length === 0 ? {} : { accounts: wished }),
  };
}

/** False where a chosen stretch is no stretch. */
export function isStretch({ last, from, to }: SimulatorSearch): boolean {
  if (last !== "custom") return true;
  return from !== undefined && (to === undefined || Date.parse(from) < Date.parse(to));
}

export function takesPart(search: SimulatorSearch, account: Account): boolean {
  const { account_id: id } = account;
  return mayServe(account) ? search.without?.includes(id) !== true : search.with?.includes(id) === true;
}

/** What a click on an account makes of the link. */
export function toggled(search: SimulatorSearch, account: Account): Pick<SimulatorSearch, "with" | "without"> {
  const list = mayServe(account) ? "without" : "with";
  const { account_id: id } = account;
  const before = search[list] ?? [];
  const after = before.includes(id) ? before.filter((one) => one !== id) : [...before, id];
  return { [list]: after.length === 0 ? undefined : after };
}

function accountsOf(search: SimulatorSearch, accounts: readonly Account[]): NonNullable<SimulationWish["accounts"]> {
  const known = new Set(accounts.map(({ account_id }) => account_id));
  const without = (search.without ?? []).filter((id) => known.has(id));
  const added = (search.with ?? []).filter((id) => known.has(id));
  const add = (search.add ?? []).map(({ plan, ...rest }) => ({ ...rest, plan: plan === "" ? null : plan }));
  return {
    // Whoever takes part beyond those that serve has to be named together with them.
    ...(added.length === 0
      ? without.length === 0
        ? {}
        : { exclude: without }
      : { include: accounts.filter((one) => takesPart(search, one)).map(({ account_id }) => account_id) }),
    ...(add.length === 0 ? {} : { add }),
  };
}

// /api/simulations: recorded requests played again. Each session sees its own.

import type { z } from "@hono/zod-openapi";

import * as contract from "../../../contract/foresight.ts";
import type { SimulationWish } from "../../management/foresight/plan-simulation.ts";
import type { Simulation, Simulations } from "../../management/foresight/simulations.ts";
import type { Api } from "./api-app.ts";
import type { ApiContext } from "./api-env.ts";
import { ApiFault } from "./api-fault.ts";
import { instantOf } from "./instants.ts";
import { resultView } from "./simulation-view.ts";

type WishBody = z.output<(typeof contract.startSimulation)["request"]["body"]["content"]["application/json"]["schema"]>;

export interface SimulationsHandlersDeps {
  readonly simulations: Simulations;
  now(): number;
}

export function serveSimulations({ serve }: Api, { simulations, now }: SimulationsHandlersDeps): void {
  serve(contract.startSimulation, (context) => {
    const started = simulations.start(ownerOf(context), wishOf(context.req.valid("json"), now()));
    if (started.kind === "unknown_accounts") {
      throw new ApiFault("account_not_found", `There is no such account: ${started.ids.slice(0, 10).join(", ")}`);
    }
    if (started.kind === "busy") {
      throw new ApiFault("simulations_busy", "Other simulations are running; try again when one has ended", {
        retryAfterMs: 5000,
      });
    }
    context.set("auditSubject", started.simulation.id);
    return context.json(viewOf(started.simulation), 200);
  });

  serve(contract.listSimulations, (context) =>
    context.json({ simulations: simulations.list(ownerOf(context)).map(headOf) }, 200),
  );

  serve(contract.getSimulation, (context) => {
    const found = simulations.find(ownerOf(context), context.req.valid("param").simulation_id);
    if (found === null) throw notFound();
    return context.json(viewOf(found), 200);
  });

  serve(contract.deleteSimulation, (context) => {
    if (!simulations.remove(ownerOf(context), context.req.valid("param").simulation_id)) throw notFound();
    return context.json({ status: "deleted" as const }, 200);
  });
}

function notFound(): ApiFault {
  return new ApiFault("simulation_not_found", "There is no such simulation");
}

function ownerOf(context: ApiContext): string {
  return context.get("session")?.id ?? "";
}

function headOf({ id, startedAt, wish, state }: Simulation) {
  return {
    id,
    started_at: instantOf(startedAt),
    from: instantOf(wish.from),
    to: instantOf(wish.to),
    state: state.kind,
    progress: state.kind === "running" ? state.progress : 1,
  };
}

function viewOf(simulation: Simulation) {
  const { state, wish } = simulation;
  return { ...headOf(simulation), result: state.kind === "done" ? resultView(state.result, wish) : null };
}

const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Records are rarely kept longer; a longer stretch would be no finer than days. */
const LONGEST_MS = 366 * 86_400_000;

function wishOf(body: WishBody, now: number): SimulationWish {
  const { include, exclude = [], add = [], priority = {}, concurrency = {} } = body.accounts ?? {};
  return {
    ...stretchOf(body, now),
    strategy: body.strategy,
    preferEarlierReset: body.prefer_earlier_reset,
    sticky: body.sticky,
    include: include ?? null,
    exclude,
    add: add.map(({ provider, plan = null, count = 1, priority: rank = 0, concurrency: cap = null }) => ({
      provider,
      plan,
      count,
      priority: rank,
      concurrency: cap,
    })),
    priorities: new Map(Object.entries(priority)),
    concurrency: new Map(Object.entries(concurrency)),
  };
}

function stretchOf({ last, from, to }: WishBody, now: number): Pick<SimulationWish, "from" | "to"> {
  if ((last === undefined) === (from === undefined)) {
    throw new ApiFault("validation_error", "last: either `last` or `from` is needed");
  }
  const end = to === undefined ? now : Date.parse(to);
  const begin = from === undefined ? end - lengthOf(last ?? "") : Date.parse(from);
  if (begin >= end) throw new ApiFault("validation_error", "from: must be before `to`");
  if (end - begin > LONGEST_MS) throw new ApiFault("validation_error", "from: at most 366 days before `to`");
  return { from: begin, to: end };
}

function lengthOf(last: string): number {
  return Number(last.slice(0, -1)) * (UNITS_MS[last.slice(-1)] ?? 0);
}

// What a simulation comes to, in plain words.

import { usdText, wholeNumber } from "../../lib/format.ts";
import { say } from "../../lib/i18n.ts";
import { SIMULATOR_TEXT } from "./messages.ts";
import type { SimulationResult } from "./simulations-query.ts";

export interface Sentence {
  readonly text: string;
  readonly tone: "good" | "bad" | "plain";
}

/** A replay whose refusals differ by no more than this share of all requests is a faithful one. */
const FAITHFUL = 0.02;
const CENT = 0.01;

export function meaningOf(result: SimulationResult): readonly Sentence[] {
  return [...refusals(result), ...breaks(result), ...spread(result), ...cost(result), ...trust(result)];
}

function refusals({ against_baseline, simulated, baseline }: SimulationResult): readonly Sentence[] {
  const { refused: change } = against_baseline;
  const after = wholeNumber(simulated.outcome.refused);
  const before = wholeNumber(baseline.outcome.refused);
  if (change === 0) {
    const { cache_breaks, cost_usd, requests } = against_baseline;
    const isSame = cache_breaks === 0 && Math.abs(cost_usd) < CENT && requests.length === 0;
    const text = isSame
      ? SIMULATOR_TEXT.sameAll
      : simulated.outcome.refused === 0
        ? SIMULATOR_TEXT.noneRefused
        : SIMULATOR_TEXT.sameRefused;
    return [{ text: say(text, { after }), tone: "plain" }];
  }
  const count = Math.abs(change);
  return change < 0
    ? [{ text: say(SIMULATOR_TEXT.fewerRefused, { count, after, before }), tone: "good" }]
    : [{ text: say(SIMULATOR_TEXT.moreRefused, { count, after, before }), tone: "bad" }];
}

function breaks({ against_baseline: { cache_breaks: change } }: SimulationResult): readonly Sentence[] {
  if (change === 0) return [];
  const count = Math.abs(change);
  return change < 0
    ? [{ text: say(SIMULATOR_TEXT.fewerBreaks, { count }), tone: "good" }]
    : [{ text: say(SIMULATOR_TEXT.moreBreaks, { count }), tone: "bad" }];
}

/** Each that moved is missed at one account and found at another. */
function spread({ against_baseline: { requests } }: SimulationResult): readonly Sentence[] {
  const moved = requests.reduce((sum, one) => sum + Math.max(0, -one.requests), 0);
  return moved === 0 ? [] : [{ text: say(SIMULATOR_TEXT.spreads, { count: wholeNumber(moved) }), tone: "plain" }];
}

function cost({ against_baseline: { cost_usd: change } }: SimulationResult): readonly Sentence[] {
  if (Math.abs(change) < CENT) return [];
  const text = change > 0 ? SIMULATOR_TEXT.moreCost : SIMULATOR_TEXT.lessCost;
  return [{ text: say(text, { cost: usdText(Math.abs(change)) }), tone: "plain" }];
}

function trust({ quota_model, baseline, recorded }: SimulationResult): readonly Sentence[] {
  if (quota_model.length === 0) return [{ text: say(SIMULATOR_TEXT.noModel), tone: "plain" }];
  const off = Math.abs(baseline.outcome.refused - recorded.refused);
  if (off <= recorded.requests * FAITHFUL) return [{ text: say(SIMULATOR_TEXT.closeReplay), tone: "plain" }];
  const values = { replayed: wholeNumber(baseline.outcome.refused), recorded: wholeNumber(recorded.refused) };
  return [{ text: say(SIMULATOR_TEXT.farReplay, values), tone: "plain" }];
}

// The choice of chooseAccount without a look at everybody: who stands where is remembered, and before a choice only those are
// looked at again to whom something happened, or whose time has come. Where nobody is usable it is left to chooseAccount.

import { type Candidate, type Exclusion, exclusionChangesAt, exclusionOf } from "./availability.ts";
import {
  type Choice,
  chooseAccount,
  type ChoiceInput,
  chooseUsable,
  type Considered,
  MOST_CONSIDERED,
  type Usable,
  viewOf,
} from "./choose-account.ts";
import type { AccountId } from "./ids.ts";
import { goesBefore, orderChangesAt, type Ranking, rankingOf } from "./strategies.ts";
import { createTournament, type Tournament } from "./tournament.ts";

/** What all choices of one order have in common. */
export type StandingRules = Omit<ChoiceInput, "now" | "tie" | "tried">;

export interface StandingOrder {
  readonly rules: StandingRules;
  /** Something about this account is not as it was. Every change has to be told; one of an account of others counts for nothing. */
  changed(id: AccountId): void;
  /** What chooseAccount says of the same input. */
  choose(request: Pick<ChoiceInput, "now" | "tie" | "tried">): Choice;
}

export function createStandingOrder(rules: StandingRules): StandingOrder {
  const ranking = rankingOf(rules.strategy, rules.preferEarlierReset);
  const changed = new Set<AccountId>();
  let standings: Standings | null = null;
  const standingsFor = (input: ChoiceInput): Standings => {
    if (standings?.update(changed, input) !== true) standings = createStandings(input, ranking);
    changed.clear();
    return standings;
  };
  return {
    rules,
    changed: (id) => void changed.add(id),
    choose(request) {
      const input = { ...rules, ...request };
      for (const id of request.tried) changed.add(id);
      const found = standingsFor(input).find(request.tie?.accountId ?? null);
      // Other requests have not tried them.
      for (const id of request.tried) changed.add(id);
      return chooseUsable(input, found, ranking) ?? chooseAccount(input);
    },
  };
}

/** One candidate as it stood when it was last looked at. */
interface Standing {
  readonly candidate: Candidate;
  /** Among the candidates. */
  readonly index: number;
  readonly weight: number;
  /** Among those of its weight. */
  seat: number;
  exclusion: Exclusion | null;
  /** Epoch ms: until then time alone changes nothing about it. */
  changesAt: number;
}

type Asked = Pick<ChoiceInput, "now" | "tried">;

interface Standings {
  /** Looks again at those that changed and those whose time has come. False where only a look at all would do. */
  update(changed: ReadonlySet<AccountId>, asked: Asked): boolean;
  find(tied: AccountId | null): Usable;
}

function createStandings(input: ChoiceInput, ranking: Ranking): Standings {
  // Thousands are looked at here: one object says when and for whom.
  const asking = { ...input, ranking };
  const all = input.candidates.map(standingOf);
  const byId = new Map<AccountId, Standing>();
  const considered: Considered[] = [];
  const ruledOut = createCounts();
  const look = (standing: Standing): void => {
    const { candidate, index } = standing;
    const { now } = asking;
    const exclusion = exclusionOf(candidate, asking);
    ruledOut.replace(standing.exclusion, exclusion);
    standing.exclusion = exclusion;
    standing.changesAt = Math.min(exclusionChangesAt(candidate, now), orderChangesAt(candidate, now));
    if (index < MOST_CONSIDERED) considered[index] = viewOf(candidate, exclusion, now);
  };

  for (const standing of all) {
    byId.set(standing.candidate.id, standing);
    look(standing);
  }
  const classes = createWeightClasses(all, (a, b) => goesBefore(a, b, asking));
  const times = createTimes(all);
  const lookAgain = (standing: Standing): void => {
    look(standing);
    classes.replay(standing);
    times.replay(standing.index);
  };
  return {
    update(changed, { now, tried }) {
      // A clock that was set back brings back what was over.
      if (now < asking.now) return false;
      asking.now = now;
      asking.tried = tried;
      for (const id of changed) {
        const standing = byId.get(id);
        if (standing === undefined) continue;
        if (standing.candidate.weight !== standing.weight) return false;
        lookAgain(standing);
      }
      for (let next = all[times.first()]; next !== undefined && next.changesAt <= now; next = all[times.first()])
        lookAgain(next);
      return true;
    },
    find(tied) {
      const owner = tied === null ? undefined : byId.get(tied);
      return {
        best: classes.first(),
        tied: owner?.exclusion === null ? owner.candidate : null,
        usable: all.length - ruledOut.total(),
        ruledOut: ruledOut.told(),
        considered: [...considered],
      };
    },
  };
}

function standingOf(candidate: Candidate, index: number): Standing {
  return { candidate, index, weight: candidate.weight, seat: 0, exclusion: null, changesAt: 0 };
}

/** Whose time comes first. */
function createTimes(all: readonly Standing[]): Tournament {
  const changesAt = (index: number): number => all[index]?.changesAt ?? Number.POSITIVE_INFINITY;
  return createTournament(all.length, {
    takesPart: () => true,
    isBefore: (index, other) => changesAt(index) < changesAt(other),
  });
}

interface WeightClasses {
  /** Who goes first of all that are usable. */
  first(): Candidate | null;
  replay(standing: Standing): void;
}

/**
 * A tournament for each weight: between two of one weight time changes nothing, between others the time since their last use
 * does every moment. Weights are few.
 */
function createWeightClasses(
  all: readonly Standing[],
  isBefore: (a: Candidate, b: Candidate) => boolean,
): WeightClasses {
  const classes = new Map<number, { readonly standings: readonly Standing[]; readonly order: Tournament }>();
  for (const [weight, standings] of Map.groupBy(all, (standing) => standing.weight)) {
    let seats = 0;
    for (const standing of standings) standing.seat = seats++;
    const order = createTournament(seats, {
      takesPart: (seat) => standings[seat]?.exclusion === null,
      isBefore(seat, other) {
        const a = standings[seat];
        const b = standings[other];
        return a !== undefined && b !== undefined && isBefore(a.candidate, b.candidate);
      },
    });
    classes.set(weight, { standings, order });
  }
  return {
    first() {
      let first: Candidate | null = null;
      for (const { standings, order } of classes.values()) {
        const candidate = standings[order.first()]?.candidate ?? null;
        if (first === null || (candidate !== null && isBefore(candidate, first))) first = candidate;
      }
      return first;
    },
    replay: ({ weight, seat }) => classes.get(weight)?.order.replay(seat),
  };
}

interface Counts {
  /** One that was ruled out by the one is ruled out by the other now; null: usable. */
  replace(before: Exclusion | null, after: Exclusion | null): void;
  total(): number;
  told(): Usable["ruledOut"];
}

/** How many each reason rules out. */
function createCounts(): Counts {
  const counts = new Map<Exclusion["reason"], number>();
  const add = ({ reason }: Exclusion, more: number): void => {
    const count = (counts.get(reason) ?? 0) + more;
    if (count > 0) counts.set(reason, count);
    else counts.delete(reason);
  };
  let told: Usable["ruledOut"] | null = {};
  return {
    replace(before, after) {
      if (before?.reason === after?.reason) return;
      if (before !== null) add(before, -1);
      if (after !== null) add(after, 1);
      told = null;
    },
    total: () => counts.values().reduce((sum, count) => sum + count, 0),
    told: () => (told ??= Object.fromEntries(counts)),
  };
}

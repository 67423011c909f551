// What happens to accounts and calls for somebody's hand, counted into the action queue; and what has mended itself, out of it.

import type { ActionCandidates, Candidate, CandidateAction, Sighting } from "../../domain/action-queue.ts";
import type { Failure } from "../../domain/failure.ts";
import type { Happening } from "../../domain/happening.ts";
import type { InspectionResult, Suggestion } from "../../domain/inspection.ts";
import { reasonText } from "../../domain/inspection-words.ts";
import type { AccountId } from "../../domain/ids.ts";
import type { Clock, Ids } from "../../domain/ports.ts";
import type { LiveAccount } from "../../pool/live-account.ts";

export interface Sightings {
  /** Neither waits nor throws. */
  healthChanged(live: LiveAccount): void;
  /** One attempt was refused; only what keeps happening counts. */
  failed(live: LiveAccount, failure: Failure): void;
  inspected(runId: string, results: readonly InspectionResult[]): Promise<void>;
  /** Accounts came or went. */
  accountsReplaced(accounts: readonly LiveAccount[]): void;
  /** What is under way is written. */
  settled(): Promise<void>;
}

export interface SightingsDeps {
  readonly clock: Pick<Clock, "now">;
  readonly ids: Pick<Ids, "token">;
  readonly candidates: ActionCandidates;
  publish(happening: Happening): void;
  defect(error: unknown): void;
}

/** A queue that nobody looks at does not grow for ever. */
const MOST_CANDIDATES = 5000;
/** So many refusals of an account within the time are no weather. */
const REPEATED = 3;
const REPEATED_WITHIN_MS = 30 * 60_000;
const LONGEST_REASON = 100;
const LONGEST_MESSAGE = 1000;

export function createSightings(deps: SightingsDeps): Sightings {
  const { clock, candidates } = deps;
  const isRepeated = createRefusalCounts(clock);
  const { see, settle } = createBook(deps);
  let turn: Promise<void> = Promise.resolve();
  /** One after the other: what comes later counts on what was before. */
  const inTurn = (task: () => Promise<void>): Promise<void> => {
    turn = turn.then(task).catch(deps.defect);
    return turn;
  };
  return {
    healthChanged(live) {
      const sighting = healthSighting(live, clock.now());
      if (sighting !== null) void inTurn(() => see([sighting]));
      if (live.condition.kind !== "healthy") return;
      void inTurn(async () => {
        const waiting = await candidates.list({ state: "pending", accountId: live.id });
        await settle(
          waiting.filter(({ source }) => source !== "inspection"),
          "resolved",
        );
      });
    },
    failed(live, { kind, code, message, status }) {
      if (kind !== "forbidden" || !isRepeated(live.id)) return;
      const evidence = { message, httpStatus: status, runId: null };
      const what = { action: "disable", reason: code, source: "failures", evidence, at: clock.now() } as const;
      const sighting = sightingOf(live, what);
      void inTurn(() => see([sighting]));
    },
    inspected: (runId, results) =>
      inTurn(async () => {
        const well = new Set(results.filter(isWell).map(({ accountId }) => accountId));
        const waiting = await candidates.list({ state: "pending" });
        await settle(
          waiting.filter(({ accountId }) => well.has(accountId)),
          "resolved",
        );
        await see(results.flatMap((result) => inspectedSighting(runId, result)));
      }),
    accountsReplaced(accounts) {
      const standing = new Map(accounts.map(({ id, condition }) => [id, condition.kind]));
      void inTurn(async () => {
        const waiting = await candidates.list({ state: "pending" });
        await settle(
          waiting.filter(({ accountId }) => !standing.has(accountId)),
          "deleted",
        );
        const isMended = ({ accountId, source }: Candidate): boolean =>
          source === "health" && standing.get(accountId) === "healthy";
        await settle(waiting.filter(isMended), "resolved");
      });
    },
    settled: () => turn,
  };
}

function createBook({ clock, ids, candidates, publish }: SightingsDeps) {
  return {
    async see(sightings: readonly Sighting[]): Promise<void> {
      if (sightings.length === 0) return;
      for (const sighting of sightings) await candidates.see(sighting, ids.token("act"));
      await candidates.keepAtMost(MOST_CANDIDATES);
      publish({ kind: "action_queue_changed" });
    },
    async settle(found: readonly Candidate[], state: "resolved" | "deleted"): Promise<void> {
      if (found.length === 0) return;
      await candidates.settle(
        found.map(({ id }) => id),
        { state, at: clock.now() },
      );
      publish({ kind: "action_queue_changed" });
    },
  };
}

/** Counts a refusal, and says whether there have been too many lately. */
function createRefusalCounts(clock: Pick<Clock, "now">): (id: AccountId) => boolean {
  const refusals = new Map<AccountId, readonly number[]>();
  return (id) => {
    const now = clock.now();
    const lately = [...(refusals.get(id) ?? []), now].filter((at) => at > now - REPEATED_WITHIN_MS).slice(-REPEATED);
    refusals.set(id, lately);
    return lately.length >= REPEATED;
  };
}

/** null where its condition calls for nobody's hand. */
function healthSighting(live: LiveAccount, at: number): Sighting | null {
  const { condition } = live;
  const action = ACTION_OF[condition.kind];
  if (action === undefined || !("code" in condition)) return null;
  const evidence = { message: condition.reason, httpStatus: null, runId: null };
  return sightingOf(live, { action, reason: condition.code, source: "health", evidence, at });
}

const ACTION_OF: Readonly<Partial<Record<LiveAccount["condition"]["kind"], CandidateAction>>> = {
  reauth_required: "relogin",
  deactivated: "delete",
};

function sightingOf(
  { id, label, account }: LiveAccount,
  what: Pick<Sighting, "action" | "reason" | "source" | "evidence" | "at">,
): Sighting {
  return bounded({ ...what, accountId: id, label, provider: account.provider, fileName: account.fileName });
}

/** What an inspection has mended on its own, or what mends itself, waits for nobody. */
function inspectedSighting(runId: string, result: InspectionResult): readonly Sighting[] {
  const { accountId, label, provider, fileName, suggestion, detail, reason, httpStatus, applied, inspectedAt } = result;
  const action = candidateAction(suggestion);
  if (action === null || (applied !== null && applied.error === null)) return [];
  const [code = reason, ...words] = detail?.split(": ") ?? [reason];
  const evidence = { message: words.length === 0 ? reasonText(reason) : words.join(": "), httpStatus, runId };
  const about = { accountId, label, provider, fileName };
  return [bounded({ ...about, action, reason: code, source: "inspection", evidence, at: inspectedAt })];
}

function isWell({ finding, suggestion }: InspectionResult): boolean {
  return finding === "healthy" && candidateAction(suggestion) === null;
}

function candidateAction(suggestion: Suggestion): CandidateAction | null {
  return suggestion === "relogin" || suggestion === "delete" || suggestion === "disable" ? suggestion : null;
}

/** An upstream's words can be of any length. */
function bounded(sighting: Sighting): Sighting {
  const { reason, evidence } = sighting;
  const message = evidence.message.slice(0, LONGEST_MESSAGE).toWellFormed();
  return {
    ...sighting,
    reason: reason.slice(0, LONGEST_REASON).toWellFormed().replaceAll("\0", " "),
    evidence: { ...evidence, message },
  };
}

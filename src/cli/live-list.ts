// `switchyard list --live`: asks again and again, and shows at once what is known. Keys never wait for an answer.

import type { CliDeps, Screen } from "./deps.ts";
import type { Hands } from "./hands.ts";
import { liveView } from "./live-view.ts";
import { type AccountChoice, knownListing, type Listing, lookAtAccounts } from "./look-at-accounts.ts";
import { createPrinter } from "./print.ts";

export interface LiveDeps {
  readonly hands: Hands;
  readonly screen: Screen;
  readonly env: CliDeps["env"];
  readonly intervalMs: number;
  readonly choice: AccountChoice;
}

type Phase =
  | { readonly kind: "asking"; readonly done: number; readonly total: number | null }
  | { readonly kind: "waiting"; readonly until: number };

const SECOND_MS = 1000;

/** Resolves when the person has had enough. */
export async function liveList({ hands, screen, env, intervalMs, choice }: LiveDeps): Promise<void> {
  const { clock } = hands;
  const stopped = new AbortController();
  const printer = createPrinter({ write: () => undefined, isTerminal: true, columns: null }, env);
  let listing: Listing = await knownListing(hands, { ...choice, skipRefresh: true });
  let phase: Phase = { kind: "asking", done: 0, total: null };
  let error: string | null = null;
  let view = { top: 0, height: 1 };
  let wake: () => void = () => undefined;

  const draw = (): void => {
    const picture = liveView(
      { listing, top: view.top, status: statusOf(phase, clock.now()), error },
      screen.size(),
      printer,
    );
    view = picture;
    screen.draw(picture.lines);
  };
  const look = async (): Promise<void> => {
    phase = { kind: "asking", done: 0, total: null };
    draw();
    const progress = (done: number, total: number): void => {
      phase = { kind: "asking", done, total };
      draw();
    };
    try {
      listing = await lookAtAccounts(hands, { ...choice, progress, signal: stopped.signal });
      error = null;
    } catch (thrown) {
      error = thrown instanceof Error ? thrown.message : String(thrown);
    }
    phase = { kind: "waiting", until: clock.now() + intervalMs };
  };
  const wait = (): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(intervalMs, resolve);
      wake = () => (cancel(), resolve());
    });

  screen.onResize(draw);
  screen.onKey((key) => {
    if (QUIT.has(key)) {
      stopped.abort();
      // Whatever still has to end in order, the terminal is given back now.
      screen.close();
    }
    if (QUIT.has(key) || key === "r") return wake();
    view = { ...view, top: scrolled(key, view) };
    draw();
  });
  const stopTicking = clock.every(SECOND_MS, draw);
  while (!stopped.signal.aborted) {
    await look();
    draw();
    if (!stopped.signal.aborted) await wait();
  }
  stopTicking();
}

const QUIT: ReadonlySet<string> = new Set(["q", "escape", "ctrl-c"]);

function scrolled(key: string, { top, height }: { readonly top: number; readonly height: number }): number {
  const half = Math.max(1, height >> 1);
  const steps: Readonly<Record<string, number>> = {
    ...{ up: -1, k: -1, down: 1, j: 1 },
    ...{ "page-up": -height, "page-down": height, u: -half, d: half },
    ...{ home: -Infinity, g: -Infinity, end: Infinity, G: Infinity },
  };
  return Math.max(0, Math.min(Number.MAX_SAFE_INTEGER, top + (steps[key] ?? 0)));
}

function statusOf(phase: Phase, now: number): string {
  if (phase.kind === "waiting") return `Refresh in ${Math.max(0, Math.ceil((phase.until - now) / SECOND_MS))}s`;
  return phase.total === null ? "Refresh running" : `Refresh running: ${phase.done} of ${phase.total}`;
}

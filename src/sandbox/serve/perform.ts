// Plays a script under a scripted fault: the one place where streams go wrong on purpose.

import type { Clock } from "../../domain/ports.ts";
import type { Script, WireEvent } from "../encode/script.ts";
import type { Fault } from "../faults/fault.ts";
import { pause, untilAborted } from "./waiting.ts";

export interface Stage {
  readonly clock: Clock;
  readonly fault: Fault | null;
  /** Aborts when the caller goes away. */
  readonly signal: AbortSignal;
}

/** Thrown where the connection shall break instead of ending. */
export class BrokenOff extends Error {
  readonly manner: "cut" | "closed";

  constructor(manner: "cut" | "closed") {
    super(`the sandbox breaks the stream off: ${manner}`);
    this.name = "BrokenOff";
    this.manner = manner;
  }
}

/** The events of `script` as the fault lets them through. Throws `BrokenOff` where the connection shall break. */
export async function* perform(script: Script, stage: Stage): AsyncGenerator<WireEvent> {
  const { fault, signal } = stage;
  const limit = fault === null ? Number.POSITIVE_INFINITY : eventsBefore(fault);
  let sent = 0;
  for await (const event of script.events) {
    if (signal.aborted) return;
    if (fault !== null && sent === limit) {
      yield* strike(fault, script, stage);
      return;
    }
    if (fault?.kind === "slow") await pause(stage.clock, fault.ms, signal);
    yield event;
    sent += 1;
  }
}

function eventsBefore(fault: Fault): number {
  switch (fault.kind) {
    case "hang-after":
    case "cut":
    case "end-early":
    case "close-socket":
      return fault.events;
    case "failed-event":
    case "error-event":
      return fault.afterEvents;
    default:
      return Number.POSITIVE_INFINITY;
  }
}

async function* strike(fault: Fault, script: Script, stage: Stage): AsyncGenerator<WireEvent> {
  switch (fault.kind) {
    case "cut":
      throw new BrokenOff("cut");
    case "close-socket":
      throw new BrokenOff("closed");
    case "hang-after":
      await untilAborted(stage.signal);
      return;
    case "failed-event":
      yield script.failed({ code: fault.code, message: fault.message });
      return;
    case "error-event":
      yield script.error({ code: fault.code, message: fault.message });
      return;
    default:
      return;
  }
}

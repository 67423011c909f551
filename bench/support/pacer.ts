// Streams that bring a piece every so many milliseconds, thousands at once: one timer for all of them, and each in the phase
// in which it began, so that they do not all speak at the same moment.

const TICK_MS = 5;

export interface Pacer {
  /** A body that brings one piece at once and another every `everyMs`, rounded to whole ticks. Ends with the signal. */
  flow(
    pieces: readonly Uint8Array[],
    pace: { readonly everyMs: number; readonly signal: AbortSignal },
  ): ReadableStream<Uint8Array>;
}

/** Its timer runs as long as the process. */
export function createPacer(): Pacer {
  const wheels = new Map<number, Set<() => void>[]>();
  const startedAt = performance.now();
  let ticks = 0;
  const turn = (): void => {
    // Made up for, where a timer was late: the pace is what is promised.
    for (const due = Math.floor((performance.now() - startedAt) / TICK_MS); ticks < due; ticks += 1) {
      for (const wheel of wheels.values()) for (const step of wheel[ticks % wheel.length] ?? []) step();
    }
  };
  setInterval(turn, TICK_MS);

  return {
    flow(pieces, { everyMs, signal }) {
      const slots = Math.max(1, Math.round(everyMs / TICK_MS));
      const wheel = wheels.get(slots) ?? Array.from({ length: slots }, () => new Set<() => void>());
      wheels.set(slots, wheel);
      const slot = wheel[ticks % slots];
      let next = 1;
      let stop = (): void => undefined;
      return new ReadableStream({
        start(controller) {
          controller.enqueue(pieces[0] ?? new Uint8Array());
          const step = (): void => {
            const piece = pieces[next];
            next += 1;
            if (piece !== undefined) return controller.enqueue(piece);
            stop();
            controller.close();
          };
          stop = () => slot?.delete(step);
          slot?.add(step);
          signal.addEventListener("abort", stop, { once: true });
        },
        cancel: () => stop(),
      });
    },
  };
}

// Notices that an answer has fallen silent. One timer a stream, not one a chunk: when it fires it looks how long the
// present wait has lasted.

import type { Cancel, Clock } from "../domain/ports.ts";

export interface SilenceWatch {
  /** Something is waited for from now on. */
  waiting(): void;
  /** It came; until the next wait nothing counts as silence. */
  heard(): void;
  stop(): void;
}

/** `onSilence` is called once, where a wait lasts `idleMs`. */
export function createSilenceWatch(deps: {
  readonly clock: Clock;
  readonly idleMs: number;
  onSilence(): void;
}): SilenceWatch {
  const { clock, idleMs, onSilence } = deps;
  let since: number | null = null;
  let cancel: Cancel | null = null;
  const look = (): void => {
    const left = since === null ? idleMs : since + idleMs - clock.now();
    if (left > 0) cancel = clock.after(left, look);
    else onSilence();
  };
  return {
    waiting() {
      since = clock.now();
      cancel ??= clock.after(idleMs, look);
    },
    heard() {
      since = null;
    },
    stop() {
      cancel?.();
      cancel = null;
    },
  };
}

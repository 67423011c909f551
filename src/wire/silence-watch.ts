// Notices that an answer has fallen silent. One timer a stream, not one a chunk: when it fires it looks how long the
// present wait has lasted.

import type { Cancel, Clock } from "../domain/ports.ts";

export interface SilenceWatch {
  /** Something is waited for from now on; a wait that goes on does not begin anew. */
  waiting(): void;
  /** It came; until the next wait nothing counts as silence. */
  heard(): void;
  stop(): void;
}

export interface SilenceLimits {
  readonly clock: Clock;
  /** `onQuiet` is called each time that a wait has lasted this long; Infinity: never. */
  readonly quietMs: number;
  /** `onSilence` is called once, where a wait lasts this long. */
  readonly idleMs: number;
  onQuiet(): void;
  onSilence(): void;
}

export function createSilenceWatch({ clock, quietMs, idleMs, onQuiet, onSilence }: SilenceLimits): SilenceWatch {
  let since: number | null = null;
  /** Of the present wait: how much of it was told as quiet. */
  let toldMs = 0;
  let cancel: Cancel | null = null;
  const stepMs = Math.min(quietMs, idleMs);

  const look = (): void => {
    const waitedMs = since === null ? 0 : clock.now() - since;
    if (waitedMs >= idleMs) return onSilence();
    if (waitedMs - toldMs >= quietMs) {
      toldMs = waitedMs;
      onQuiet();
    }
    const leftMs = since === null ? stepMs : Math.min(toldMs + quietMs, idleMs) - waitedMs;
    cancel = clock.after(leftMs, look);
  };
  return {
    waiting() {
      since ??= clock.now();
      cancel ??= clock.after(stepMs, look);
    },
    heard() {
      since = null;
      toldMs = 0;
    },
    stop() {
      cancel?.();
      cancel = null;
    },
  };
}

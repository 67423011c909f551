// How the program is told to stop: once, and it lets go in order; twice, and it is gone.

export interface StopActions {
  /** Ends what runs; may take its time. */
  drain(): Promise<void>;
  /** Ends everything now. */
  cutShort(): void;
}

const SIGNALS = ["SIGTERM", "SIGINT"] as const;

/** Resolves once `drain` has ended after the first signal. */
export function untilToldToStop({ drain, cutShort }: StopActions): Promise<void> {
  return new Promise((resolve, reject) => {
    let told = false;
    const onSignal = (): void => {
      if (told) return cutShort();
      told = true;
      drain().then(resolve, reject);
    };
    for (const signal of SIGNALS) process.on(signal, onSignal);
  });
}

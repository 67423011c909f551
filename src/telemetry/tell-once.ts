// A trouble that stays is told when it begins, not each time it is met.

export interface TellOnce {
  failed(error: unknown): void;
  /** It works (again): the next failure is news. */
  worked(): void;
}

export function createTellOnce(tell: (error: unknown) => void): TellOnce {
  let isTold = false;
  return {
    failed(error) {
      if (isTold) return;
      isTold = true;
      tell(error);
    },
    worked() {
      isTold = false;
    },
  };
}

// Hashes one after the other: each takes a thread for some tens of milliseconds, and files and name lookups of the data plane
// need threads too.

import type { Passwords } from "../access/key-check.ts";

export interface PacedPasswords extends Passwords {
  /** More wait than anybody honest sends: whoever comes now had better come again. */
  isBusy(): boolean;
}

const MOST_WAITING = 32;

export function createPacedPasswords(passwords: Passwords): PacedPasswords {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    waiting += 1;
    const done = last.then(task);
    last = done.then(
      () => (waiting -= 1),
      () => (waiting -= 1),
    );
    return done;
  };
  return {
    isBusy: () => waiting >= MOST_WAITING,
    hash: (text) => inTurn(() => passwords.hash(text)),
    verify: (text, hash) => inTurn(() => passwords.verify(text, hash)),
  };
}

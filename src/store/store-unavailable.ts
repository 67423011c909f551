// What can be wrong with a store that is no defect of ours: it cannot be opened, or it is away for the moment.

import { errorCodeOf, errorLineOf } from "./engine.ts";

/** The store cannot be opened; the message is one line, names the database and holds no password. */
export class StoreUnavailable extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "StoreUnavailable";
  }
}

/** The database did not take the statement, and may take it later: it is down, locked, full, read-only or out of connections. */
export class StoreAway extends Error {
  /** The driver's or the system's own, where it has one. */
  readonly code: string | null;

  constructor(thrown: unknown) {
    const code = errorCodeOf(thrown);
    // Several addresses that all refuse have a code and no message.
    super(errorLineOf(thrown) || (code ?? "the database is away"), { cause: thrown });
    this.name = "StoreAway";
    this.code = code;
  }
}

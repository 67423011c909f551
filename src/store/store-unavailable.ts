// The one error of opening a store: a line that an operator can act on.

/** The store cannot be opened; the message is one line, names the database and holds no password. */
export class StoreUnavailable extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "StoreUnavailable";
  }
}

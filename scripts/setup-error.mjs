// What stops a set-up, in words for the person who started it.

export class SetupError extends Error {
  constructor(message, hint) {
    super(message);
    this.hint = hint;
  }
}

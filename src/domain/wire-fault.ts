// The wire broke in mid-answer: thrown through the readers of its bytes, caught where the answer is accounted for.

import type { Failure } from "./failure.ts";

export class WireFault extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = "WireFault";
    this.failure = failure;
  }
}

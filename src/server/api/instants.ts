// Epoch ms outwards as ISO 8601 in UTC, and back.

/** Total: an upstream's number may be no date. */
export function instantOf(at: number): string {
  return new Date(at >= 0 && at <= LATEST_INSTANT ? at : 0).toISOString();
}

export function instantOrNull(at: number | null): string | null {
  return at === null ? null : instantOf(at);
}

/** The end of the year 9999, after which ISO 8601 needs more digits than anybody reads. */
const LATEST_INSTANT = 253_402_300_799_999;

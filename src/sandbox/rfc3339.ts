// Instants as the upstreams write them.

/** e.g. `2026-11-21T09:00:00Z`; `at` in epoch ms. */
export function rfc3339(at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toString();
}

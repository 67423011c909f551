// Long configurations, thousands of keys, are read and changed beside the event loop: requests go on meanwhile.

import { type ReadText, readConfigText, type TextJob, type TextRead } from "../config/config-text.ts";
import type { Clock } from "../domain/ports.ts";
import { createThread } from "../platform/thread.ts";

/** Characters. About a millisecond each thousand, and what is shorter is done before a thread has begun. */
const LONG = 32_000;

export function createReadText(clock: Clock): ReadText {
  // Without its ending: in the bundled program it is JavaScript.
  const file = new URL("../config/config-text-thread", import.meta.url);
  const thread = createThread<TextJob, TextRead>({ file, clock });
  return (job) => (job.text.length < LONG ? readConfigText(job) : thread.run(job));
}

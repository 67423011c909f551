// Checkpoints of the database are made beside the event loop: they wait for the disk, and requests go on meanwhile.

import type { Clock } from "../domain/ports.ts";
import { createThread } from "../platform/thread.ts";
import type { CheckpointElsewhere } from "../store/sqlite/sqlite-engine.ts";

export function createCheckpointElsewhere(clock: Clock): CheckpointElsewhere {
  // Without its ending: in the bundled program it is JavaScript.
  const file = new URL("../store/sqlite/checkpoint-thread", import.meta.url);
  const thread = createThread<string, null>({ file, clock });
  return async (path) => {
    await thread.run(path);
  };
}

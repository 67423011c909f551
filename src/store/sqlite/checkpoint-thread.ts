// The thread that waits for the disk. `wiring/checkpoint-elsewhere.ts` starts it.

import { checkpoint } from "./checkpoint.ts";

addEventListener("message", ({ data }: MessageEvent<string>) => {
  checkpoint(data);
  postMessage(null);
});

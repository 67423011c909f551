// The thread that reads and changes long texts. `wiring/read-config-text.ts` starts it.

import { readConfigText, type TextJob } from "./config-text.ts";

addEventListener("message", ({ data }: MessageEvent<TextJob>) => postMessage(readConfigText(data)));

import { createAnthropic } from "@ai-sdk/anthropic";

import { runSteps } from "./ai-steps.mjs";
import { model, url } from "./loop.mjs";

// connect
const provider = createAnthropic({ baseURL: `${url}/v1`, apiKey: "any" });
const languageModel = provider(model);
// connected

await runSteps(languageModel);

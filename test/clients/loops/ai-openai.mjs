import { createOpenAI } from "@ai-sdk/openai";

import { runSteps } from "./ai-steps.mjs";
import { model, url } from "./loop.mjs";

// connect
const provider = createOpenAI({ baseURL: `${url}/v1`, apiKey: "any" });
const languageModel = provider(model);
// connected

await runSteps(languageModel);

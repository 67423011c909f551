import { createGoogleGenerativeAI } from "@ai-sdk/google";

import { runSteps } from "./ai-steps.mjs";
import { model, url } from "./loop.mjs";

// connect
const provider = createGoogleGenerativeAI({ baseURL: `${url}/v1beta`, apiKey: "any" });
const languageModel = provider(model);
// connected

await runSteps(languageModel);

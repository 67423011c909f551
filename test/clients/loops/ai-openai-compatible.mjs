import { createOpenAICompatible } from "@ai-sdk/openai-compatible";

import { runSteps } from "./ai-steps.mjs";
import { model, url } from "./loop.mjs";

// connect
const provider = createOpenAICompatible({
  name: "switchyard",
  baseURL: `${url}/v1`,
  apiKey: "any",
  includeUsage: true,
});
const languageModel = provider(model);
// connected

await runSteps(languageModel);

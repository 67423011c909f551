import { generateText, jsonSchema, stepCountIs, streamText, tool as declare } from "ai";

import { lookUp, question, tell, tool } from "./loop.mjs";

/** The SDK runs the loop by itself: it calls the tool and goes on with what it said. */
export async function runSteps(languageModel) {
  const { name, description, parameters } = tool;
  const request = {
    model: languageModel,
    prompt: question,
    tools: { [name]: declare({ description, inputSchema: jsonSchema(parameters), execute: lookUp }) },
    stopWhen: stepCountIs(4),
    maxRetries: 0,
  };
  const whole = await generateText(request);
  tell("whole", whole.text, whole.totalUsage.outputTokens);

  // What goes wrong in a stream is told here, and nowhere else.
  const streamed = streamText({ ...request, onError: ({ error }) => process.emit("uncaughtException", error) });
  await streamed.consumeStream();
  tell("streamed", await streamed.text, (await streamed.totalUsage).outputTokens);
}

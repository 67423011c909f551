import OpenAI from "openai";

import { lookUp, model, question, tell, tool, url } from "./loop.mjs";

// connect
const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: "any" });
// connected

const ways = {
  whole: (request) => client.responses.create(request),
  streamed: (request) => client.responses.stream(request).finalResponse(),
};

for (const [way, ask] of Object.entries(ways)) {
  const input = [{ role: "user", content: question }];
  const rest = {
    model,
    tools: [{ type: "function", strict: false, ...tool }],
    store: false,
    include: ["reasoning.encrypted_content"],
  };
  const first = await ask({ ...rest, input });
  const results = first.output
    .filter(({ type }) => type === "function_call")
    .map(({ call_id, arguments: given }) => ({
      type: "function_call_output",
      call_id,
      output: lookUp(JSON.parse(given)),
    }));
  const last = await ask({ ...rest, input: [...input, ...first.output, ...results] });
  tell(way, last.output_text, last.usage?.output_tokens);
}

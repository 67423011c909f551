import Anthropic from "@anthropic-ai/sdk";

import { lookUp, model, question, tell, tool, url } from "./loop.mjs";

// connect
const client = new Anthropic({ baseURL: url, apiKey: "any" });
// connected

const ways = {
  whole: (request) => client.messages.create(request),
  streamed: (request) => client.messages.stream(request).finalMessage(),
};

for (const [way, ask] of Object.entries(ways)) {
  const messages = [{ role: "user", content: question }];
  const { parameters, ...named } = tool;
  const rest = {
    model,
    max_tokens: 4096,
    thinking: { type: "adaptive" },
    tools: [{ ...named, input_schema: parameters }],
  };
  const first = await ask({ ...rest, messages });
  const results = first.content
    .filter(({ type }) => type === "tool_use")
    .map(({ id, input }) => ({ type: "tool_result", tool_use_id: id, content: lookUp(input) }));
  const more = [
    { role: "assistant", content: first.content },
    { role: "user", content: results },
  ];
  const last = await ask({ ...rest, messages: [...messages, ...more] });
  const text = last.content.map((block) => (block.type === "text" ? block.text : "")).join("");
  tell(way, text, last.usage.output_tokens);
}

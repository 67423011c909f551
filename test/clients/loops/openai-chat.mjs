import OpenAI from "openai";

import { lookUp, model, question, tell, tool, url } from "./loop.mjs";

// connect
const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: "any" });
// connected

const ways = {
  whole: (request) => client.chat.completions.create(request),
  streamed: (request) =>
    client.chat.completions.stream({ ...request, stream_options: { include_usage: true } }).finalChatCompletion(),
};

for (const [way, ask] of Object.entries(ways)) {
  const messages = [{ role: "user", content: question }];
  const rest = { model, tools: [{ type: "function", function: tool }] };
  const first = (await ask({ ...rest, messages })).choices[0].message;
  const results = (first.tool_calls ?? []).map(({ id, function: called }) => ({
    role: "tool",
    tool_call_id: id,
    content: lookUp(JSON.parse(called.arguments)),
  }));
  const last = await ask({ ...rest, messages: [...messages, first, ...results] });
  tell(way, last.choices[0].message.content, last.usage?.completion_tokens);
}

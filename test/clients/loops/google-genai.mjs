import { GoogleGenAI } from "@google/genai";

import { lookUp, model, question, tell, tool, url } from "./loop.mjs";

// connect
const client = new GoogleGenAI({ apiKey: "any", httpOptions: { baseUrl: url } });
// connected

const ways = {
  async whole(request) {
    const answer = await client.models.generateContent(request);
    return { parts: answer.candidates[0].content.parts, usage: answer.usageMetadata };
  },
  async streamed(request) {
    const parts = [];
    let usage;
    for await (const chunk of await client.models.generateContentStream(request)) {
      parts.push(...(chunk.candidates?.[0]?.content?.parts ?? []));
      usage = chunk.usageMetadata ?? usage;
    }
    return { parts, usage };
  },
};

for (const [way, ask] of Object.entries(ways)) {
  const contents = [{ role: "user", parts: [{ text: question }] }];
  const { parameters, ...named } = tool;
  const config = { tools: [{ functionDeclarations: [{ ...named, parametersJsonSchema: parameters }] }] };
  const first = await ask({ model, contents, config });
  const results = first.parts.flatMap(({ functionCall }) =>
    functionCall === undefined
      ? []
      : [
          {
            functionResponse: {
              ...(functionCall.id === undefined ? {} : { id: functionCall.id }),
              name: functionCall.name,
              response: { output: lookUp(functionCall.args) },
            },
          },
        ],
  );
  const more = [
    { role: "model", parts: first.parts },
    { role: "user", parts: results },
  ];
  const last = await ask({ model, contents: [...contents, ...more], config });
  const text = last.parts.map((part) => (part.thought === true ? "" : (part.text ?? ""))).join("");
  tell(way, text, last.usage?.candidatesTokenCount);
}

// Reads a generateContent request of Google's API for the simulated model.

import { field } from "../google/read-field.ts";
import { asList, asObject, asText, type Json, objectsIn } from "../json.ts";
import { contentText, type Prompt, type ToolOffer } from "./prompt.ts";

/** The prompt of a generateContent request; the model's name stands beside it. */
export function geminiPrompt(request: Json, model: string): Prompt {
  const contents = objectsIn(request["contents"]);
  const config = asObject(field(request, "generationConfig"));
  const responses = objectsIn(contents.at(-1)?.["parts"]).flatMap((part) =>
    objectsIn([field(part, "functionResponse")]),
  );
  const user = contents.findLast((content) => content["role"] !== "model" && userText(content) !== "");
  return {
    model,
    userText: user === undefined ? "" : userText(user),
    toolOutput: responses.length === 0 ? null : responses.map(outputText).join("\n"),
    tools: objectsIn(field(request, "tools")).flatMap(offers),
    schema: answerSchema(config),
    wantsSummary: field(asObject(field(config, "thinkingConfig")), "includeThoughts") === true,
    compaction: false,
    size: JSON.stringify([contents, field(request, "systemInstruction") ?? "", field(request, "tools") ?? []]).length,
    continued: contents.some((content) => content["role"] === "model"),
  };
}

/** What the client's harness says in between is not the user's (it begins like this by custom, not by any rule). */
function userText(content: Json): string {
  return contentText(objectsIn(content["parts"]).filter((part) => !isReminder(part)));
}

function isReminder(part: Json): boolean {
  return asText(part["text"])?.trimStart().startsWith("<system-reminder>") === true;
}

function outputText(response: Json): string {
  const said = asObject(response["response"]);
  return asText(said?.["output"]) ?? asText(said?.["result"]) ?? JSON.stringify(said ?? {});
}

function offers(tool: Json): readonly ToolOffer[] {
  return asList(field(tool, "functionDeclarations")).flatMap((declaration) => {
    const name = asText(asObject(declaration)?.["name"]);
    return name === null ? [] : [{ kind: "function" as const, name, namespace: null }];
  });
}

function answerSchema(config: Json | null): Json | null {
  if (asText(field(config, "responseMimeType")) !== "application/json") return null;
  const schema = asObject(field(config, "responseSchema")) ?? asObject(field(config, "responseJsonSchema")) ?? {};
  return asObject(lowered(schema));
}

/** Google writes `OBJECT` where JSON Schema writes `object`. */
function lowered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowered);
  const object = asObject(value);
  if (object === null) return value;
  return Object.fromEntries(
    Object.entries(object).map(([name, inner]) => [
      name,
      name === "type" && typeof inner === "string" ? inner.toLowerCase() : lowered(inner),
    ]),
  );
}

// Which models a key may use.

import { isRecord, textAt } from "../shared/json-fields.ts";

/** `{"models":[{"name":"models/gemini-...","supportedGenerationMethods":[...]}]}`: those that generate. */
export function readModels(body: unknown): readonly string[] | null {
  const models: unknown = isRecord(body) ? body["models"] : null;
  if (!Array.isArray(models)) return null;
  return models.flatMap((model) => {
    if (!isRecord(model)) return [];
    const name = textAt(model, "name")?.replace(/^models\//, "") ?? "";
    const methods: unknown = model["supportedGenerationMethods"];
    return name !== "" && Array.isArray(methods) && methods.includes("generateContent") ? [name] : [];
  });
}

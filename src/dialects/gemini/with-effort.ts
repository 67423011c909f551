// `model(high)` on a Gemini request: `generationConfig.thinkingConfig` as the model takes it, in place of the client's own
// depth. Whether thoughts are shown stays the client's wish.

import type { RequestedEffort } from "../../domain/effort-suffix.ts";
import { editText } from "../../exchange/edit-text.ts";
import type { JsonText } from "../../exchange/json-text.ts";
import { peekMember } from "../../exchange/peek-member.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../members.ts";
import { reasoningFor } from "../reasoning-effort.ts";
import { camel, pick } from "./fields.ts";
import { featuresOf } from "./model-features.ts";
import { encodeThinking } from "./thinking.ts";

const CONFIG = ["generationConfig", "generation_config"] as const;

/** The same request where the model takes no thinking config. */
export function withEffort(request: JsonText, effort: RequestedEffort, model: string): JsonText {
  const features = featuresOf(model);
  if (!features.thinks) return request;
  const member = CONFIG.find((name) => request.has(name)) ?? CONFIG[0];
  const said = peekMember(request, member);
  const config = isObject(said) ? said : {};
  const thinking = pick(config, "thinkingConfig");
  const shown = isObject(thinking) ? pick(thinking, "includeThoughts") : undefined;
  const asked = encodeThinking(reasoningFor(effort, shown === true ? { summary: "auto" } : undefined), features);
  const others = Object.fromEntries(Object.entries(config).filter(([name]) => camel(name) !== "thinkingConfig"));
  const edited: JsonObject = asked === undefined ? others : { ...others, thinkingConfig: asked };
  if (Object.keys(edited).length === 0) return editText(request, { remove: [member] });
  return editText(request, { set: { [member]: edited } });
}

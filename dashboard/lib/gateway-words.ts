// What the gateway and its upstreams say, in the reader's language. In English that is what they said; in Chinese it is told by
// code, or by the sentence where there is none. What is not known is shown as it came.

import { ApiFailure } from "./api.ts";
import { FAILURES } from "./failure-messages.ts";
import { currentLanguage, type Text } from "./i18n.ts";
import { REFUSALS } from "./refusal-messages.ts";
import { SENTENCES } from "./sentence-messages.ts";

interface Told {
  readonly code: string | null;
  readonly message: string | null;
}

/** Why a call was refused, or whatever else was thrown. */
export function errorText(error: unknown): string {
  if (error instanceof ApiFailure) return refusalText(error);
  return error instanceof Error ? error.message : String(error);
}

/** A refusal of /api. */
export function refusalText({ code, message }: { readonly code: string; readonly message: string }): string {
  const known = (REFUSALS as Readonly<Record<string, (typeof REFUSALS)["network"]>>)[code];
  if (currentLanguage() === "en" || known === undefined) return sentenceText(message);
  return known.tells === true ? `${known.zh}：${sentenceText(message)}` : known.zh;
}

/** Why a request or an account failed; empty where nobody says. */
export function failureText({ code, message }: Told): string {
  const known = code === null ? undefined : FAILURES[code];
  if (currentLanguage() === "zh" && known !== undefined) return known;
  return message === null ? "" : sentenceText(message);
}

/** A sentence of the gateway; `field: what is wrong with it; ...` is told field by field. */
export function sentenceText(sentence: string): string {
  if (currentLanguage() === "en") return sentence;
  const whole = inChinese(sentence);
  if (whole !== null) return whole;
  const parts = sentence.split("; ").map((part) => /^(?<field>[\w.-]+): (?<matter>.+)$/.exec(part)?.groups);
  const told = parts.flatMap((part) => {
    const matter = part?.["matter"] === undefined ? null : inChinese(part["matter"]);
    return matter === null ? [] : [`${part?.["field"]}：${matter}`];
  });
  return told.length === parts.length ? told.join("；") : sentence;
}

/** null where the sentence is not known. Its facts may be sentences themselves. */
function inChinese(sentence: string): string | null {
  for (const text of SENTENCES) {
    const facts = factsOf(text, sentence);
    if (facts === null) continue;
    return text.zh.replace(/\{(\w+)\}/g, (_, name: string) => inChinese(facts[name] ?? "") ?? facts[name] ?? "");
  }
  return null;
}

function factsOf({ en }: Text, sentence: string): Readonly<Record<string, string>> | null {
  if (!en.includes("{")) return en === sentence ? {} : null;
  const pattern = en.replace(/[.*+?^$()|[\]\\]/g, String.raw`\$&`).replace(/\{(\w+)\}/g, "(?<$1>.+?)");
  const found = new RegExp(`^${pattern}$`, "s").exec(sentence);
  return found === null ? null : { ...found.groups };
}

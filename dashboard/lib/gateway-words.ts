// What the gateway and its upstreams say, in the reader's language. In English that is what they said; in Chinese it is told by
// code, or by the sentence where there is none. What is not known is shown as it came.

import { ApiFailure } from "./api.ts";
import { CONFIG_SENTENCES } from "./config-sentences.ts";
import { FAILURES } from "./failure-messages.ts";
import { currentLanguage } from "./i18n.ts";
import { REFUSALS } from "./refusal-messages.ts";
import { SENTENCES } from "./sentence-messages.ts";

const GAP = /\{(\w+)\}/g;

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
  const known = REFUSALS[code];
  if (currentLanguage() === "en" || known === undefined) return sentenceText(message);
  return known.tells === true ? `${known.zh}：${sentenceText(message)}` : known.zh;
}

/** Why a request or an account failed; empty where nobody says. */
export function failureText({ code, message }: Told): string {
  const known = code === null ? undefined : FAILURES[code];
  if (currentLanguage() === "zh" && known !== undefined) return known;
  return message === null ? "" : sentenceText(message);
}

/** `code: what the upstream said`, the code kept. */
export function detailText(detail: string): string {
  const { code, message } = /^(?<code>\w+): (?<message>.+)$/s.exec(detail)?.groups ?? {};
  if (currentLanguage() === "en" || code === undefined || message === undefined) return sentenceText(detail);
  return `${code}：${failureText({ code, message })}`;
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

const KNOWN = [...SENTENCES, ...CONFIG_SENTENCES].map(({ en, zh }) => ({ pattern: patternOf(en), zh }));

/** null where the sentence is not known. Its facts may be sentences themselves. */
function inChinese(sentence: string): string | null {
  for (const { pattern, zh } of KNOWN) {
    const found = pattern.exec(sentence);
    if (found === null) continue;
    const facts = found.groups ?? {};
    return zh.replace(GAP, (_, name: string) => inChinese(facts[name] ?? "") ?? facts[name] ?? "");
  }
  return null;
}

function patternOf(en: string): RegExp {
  const source = en.replace(/[.*+?^$()|[\]\\]/g, String.raw`\$&`).replace(GAP, "(?<$1>.+?)");
  return new RegExp(`^${source}$`, "s");
}

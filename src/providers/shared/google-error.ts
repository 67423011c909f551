// An error as Google's APIs tell it: AIP-193, `{"error":{code,message,status,details[]}}`, the details by their `@type`
// (wire facts 3.4). Where a list would have been streamed the error is a list of one.

import type { JsonRecord } from "../auth-file.ts";
import { isRecord, numberAt, recordAt, textAt } from "./json-fields.ts";
import { plainText } from "./plain-text.ts";
import { retryAfter } from "./retry-after.ts";

export interface GoogleError {
  /** The number inside the body; null where there is none. */
  readonly code: number | null;
  /** `RESOURCE_EXHAUSTED`, ...; null where it is not told. */
  readonly name: string | null;
  readonly message: string;
  /** Of its ErrorInfo: `QUOTA_EXHAUSTED`, `API_KEY_INVALID`, ...; null where there is none. */
  readonly reason: string | null;
  readonly metadata: JsonRecord;
  readonly quotas: readonly GoogleQuota[];
  readonly links: readonly string[];
  readonly retryDelayMs: number | null;
}

/** A limit that was run into. */
export interface GoogleQuota {
  /** `GenerateRequestsPerDayPerProjectPerModel-FreeTier`, ... */
  readonly id: string;
  readonly model: string | null;
  readonly value: string | null;
}

/** Total: what is no such error has its text alone. */
export function readGoogleError(body: string): GoogleError {
  const error = errorIn(parse(body));
  if (error === null) return { ...NOTHING, message: plainText(body) };
  const told = Array.isArray(error["details"]) ? error["details"] : [];
  const details = told.filter(isRecord);
  const infos = details.filter((detail) => isOfType(detail, "ErrorInfo"));
  const name = textAt(error, "status");
  const reason = infos.map((info) => textAt(info, "reason")).find((text) => text !== null) ?? null;
  return {
    code: numberAt(error, "code"),
    name,
    message: textAt(error, "message") ?? reason ?? name ?? "The upstream refused without saying why",
    reason,
    metadata: Object.assign({}, ...infos.map((info) => recordAt(info, "metadata") ?? {})) as JsonRecord,
    quotas: details.flatMap(quotasIn),
    links: details.flatMap(linksIn),
    retryDelayMs: delayIn(details),
  };
}

/** An error without details, as a stream's reader hands it on. */
export function bareGoogleError(name: string, code: number | null, message: string): GoogleError {
  return { ...NOTHING, name, code, message };
}

/** Epoch ms at which the upstream says that it is worth trying again; null where it does not say. */
export function googleResetsAt(error: GoogleError, headers: Headers | null, now: number): number | null {
  const { metadata, message, retryDelayMs } = error;
  const stamp = Date.parse(textAt(metadata, "quotaResetTimeStamp") ?? "");
  if (Number.isFinite(stamp)) return stamp;
  const delayMs = durationMs(textAt(metadata, "quotaResetDelay") ?? "") ?? retryDelayMs;
  if (delayMs !== null) return now + delayMs;
  const asked = headers === null ? null : retryAfter(headers, now);
  if (asked !== null && Number.isFinite(asked)) return asked;
  // Some limits tell it in their sentence alone: "Please retry in 12.3s." (wire facts 3.4).
  const said = durationMs(/(?:retry in|reset after) ([\d.hms]+?)\.?(?:\s|$)/i.exec(message)?.[1] ?? "");
  return said === null ? null : now + said;
}

const NOTHING: GoogleError = {
  code: null,
  name: null,
  message: "",
  reason: null,
  metadata: {},
  quotas: [],
  links: [],
  retryDelayMs: null,
};

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

function errorIn(json: unknown): JsonRecord | null {
  const holder: unknown = Array.isArray(json) ? json.find(isRecord) : json;
  return isRecord(holder) ? recordAt(holder, "error") : null;
}

function isOfType(detail: JsonRecord, type: string): boolean {
  return textAt(detail, "@type")?.endsWith(`google.rpc.${type}`) === true;
}

/** A QuotaFailure's violations; Google's older limits name theirs in the ErrorInfo instead. */
function quotasIn(detail: JsonRecord): readonly GoogleQuota[] {
  if (isOfType(detail, "ErrorInfo")) {
    const metadata = recordAt(detail, "metadata") ?? {};
    const id = textAt(metadata, "quota_limit");
    return id === null ? [] : [{ id, model: null, value: textAt(metadata, "quota_limit_value") }];
  }
  const violations: unknown = isOfType(detail, "QuotaFailure") ? detail["violations"] : null;
  if (!Array.isArray(violations)) return [];
  return violations.filter(isRecord).flatMap((violation) => {
    const id = textAt(violation, "quotaId");
    const dimensions = recordAt(violation, "quotaDimensions") ?? {};
    const model = textAt(dimensions, "model") ?? textAt(dimensions, "base_model");
    const value = numberAt(violation, "quotaValue");
    return id === null ? [] : [{ id, model, value: value === null ? null : String(value) }];
  });
}

function linksIn(detail: JsonRecord): readonly string[] {
  const links: unknown = isOfType(detail, "Help") ? detail["links"] : null;
  if (!Array.isArray(links)) return [];
  return links.filter(isRecord).flatMap((link) => textAt(link, "url") ?? []);
}

function delayIn(details: readonly JsonRecord[]): number | null {
  const info = details.find((detail) => isOfType(detail, "RetryInfo"));
  return info === undefined ? null : durationMs(textAt(info, "retryDelay") ?? "");
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `34.07s`, `1h16m0.6s`, `373.8ms`: as protobuf and Go write durations. */
function durationMs(text: string): number | null {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|h|m|s))+$/.test(text)) return null;
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)) {
    ms += Number(amount) * (UNIT_MS[unit ?? ""] ?? 0);
  }
  return Number.isFinite(ms) ? ms : null;
}

// Whether a client's key lets this request pass: the model it may ask for, and a place within its limits, held until the
// request's record ends.

import { allowsModel, type ClientKey } from "../domain/client-key.ts";
import { Fault } from "../domain/faults.ts";
import { readEffortSuffix } from "../domain/effort-suffix.ts";
import { type Amounts, expectedAmounts, ONE_REQUEST } from "../domain/key-charge.ts";
import type { KeyLimit } from "../domain/key-limit.ts";
import type { KeyRefusal } from "../domain/key-ledger.ts";
import type { ModelPrice } from "../domain/price.ts";
import type { JsonText } from "../exchange/json-text.ts";
import { peekMember } from "../exchange/peek-member.ts";
import type { Admission, KeyLedgers } from "../pool/key-ledgers.ts";
import type { RequestEntry } from "../telemetry/recorder.ts";
import type { Client } from "./identify-client.ts";

export interface AdmitDeps {
  readonly clock: { now(): number };
  readonly keyLedgers: Pick<KeyLedgers, "reserve">;
  /** null where it is not known. */
  priceOf(model: string): ModelPrice | null;
  defect(error: unknown, requestId: string): void;
}

export interface AskedPlace {
  readonly client: Client;
  /** As the client names it; null where the request names none. */
  readonly model: string | null;
  /** The body, by which the tokens are estimated; null where a request uses none. */
  readonly text: JsonText | null;
  /** Its end settles what is held. */
  readonly entry: RequestEntry;
}

/**
 * Returns null where nothing has to be waited for, which is always so where one process serves.
 * Throws Fault `model_not_allowed`, `key_limit_exceeded`, `key_busy`, `limits_unavailable`, `invalid_api_key`.
 */
export function admitClient(deps: AdmitDeps, asked: AskedPlace): Promise<void> | null {
  const { client, model, entry } = asked;
  const { key } = client;
  if (key === null) return null;
  if (model !== null) requireModel(client, model);
  const hold = (admission: Admission): void => {
    if (admission.kind === "admitted") entry.atEnd(admission.place.settle);
    else throw faultOfRefusal(admission, deps.clock.now());
  };
  const admission = deps.keyLedgers.reserve(key, expectedOf(deps, key, asked));
  if (!(admission instanceof Promise)) {
    hold(admission);
    return null;
  }
  return admission.then(hold, (error: unknown) => {
    deps.defect(error, entry.id);
    throw new Fault(
      "limits_unavailable",
      "The API key's limits cannot be checked at the moment; please try again in 1s",
      {
        retryAfterMs: BUSY_RETRY_MS,
      },
    );
  });
}

/** Throws Fault `model_not_allowed`. */
export function requireModel({ key }: Client, model: string): void {
  if (key === null || allowsModel(key, model)) return;
  throw new Fault("model_not_allowed", `The API key may not ask for the model '${model}'`, { param: "model" });
}

function expectedOf(deps: AdmitDeps, { limits }: ClientKey, { text, model }: AskedPlace): Amounts {
  if (text === null || limits.every(({ kind }) => kind === "requests")) return ONE_REQUEST;
  return expectedAmounts({
    bodyBytes: text.bytes.length,
    maxOutputTokens: maxOutputOf(text),
    price: model === null ? null : deps.priceOf(readEffortSuffix(model).name),
  });
}

const OUTPUT_MEMBERS = ["max_output_tokens", "max_completion_tokens", "max_tokens"];

/** What the client wants at most, whichever dialect says it. */
function maxOutputOf(text: JsonText): number | null {
  const generation = text.has("generationConfig") ? peekMember(text, "generationConfig") : null;
  const gemini = typeof generation === "object" && generation !== null ? generation : {};
  const wanted = [
    ...OUTPUT_MEMBERS.map((name) => (text.has(name) ? peekMember(text, name) : null)),
    "maxOutputTokens" in gemini ? gemini.maxOutputTokens : null,
  ];
  return wanted.find((value): value is number => typeof value === "number" && value > 0) ?? null;
}

const BUSY_RETRY_MS = 1000;

function faultOfRefusal(refusal: KeyRefusal | { readonly kind: "unknown" }, now: number): Fault {
  switch (refusal.kind) {
    case "unknown":
      return new Fault("invalid_api_key", "The API key has been withdrawn");
    case "exceeded": {
      const { limit, resetsAt } = refusal;
      return new Fault(
        "key_limit_exceeded",
        `The API key's limit of ${said(limit)} is used up. It begins anew at ${new Date(resetsAt).toISOString()}`,
        { resetsAt, retryAfterMs: Math.max(0, resetsAt - now) },
      );
    }
    case "busy": {
      const why =
        refusal.limit === null
          ? "as many requests of the API key are running as may run at once"
          : `what is left of the API key's limit of ${said(refusal.limit)} is held by its running requests`;
      return new Fault("key_busy", `Please try again in 1s: ${why}`, { retryAfterMs: BUSY_RETRY_MS });
    }
  }
}

/** `100 requests a day`, `2.5 USD in 5 hours` */
function said({ kind, max, window }: KeyLimit): string {
  const amount = kind === "cost_usd" ? `${max} USD` : `${max} ${kind}`;
  return window === "5h" ? `${amount} in 5 hours` : `${amount} a ${window}`;
}

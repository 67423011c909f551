// What a token says about its owner. Signatures are not checked: the upstream does that with every call.

import { isRecord, type JsonRecord, recordAt, textAt } from "../shared/json-fields.ts";

export interface Claims {
  /** Lower case. */
  readonly email: string | null;
  readonly userId: string | null;
  readonly upstreamAccountId: string | null;
  /** Lower case. */
  readonly plan: string | null;
  /** Epoch ms. */
  readonly expiresAt: number | null;
}

/** Beyond this a number is no date (ECMA-262 21.4.1.1). */
const LATEST_SECOND = 8.64e12;

/** The claims of a JWT; null where it is none. Read by hand: hundreds of files with two tokens each are opened at a start. */
export function readClaims(jwt: string): Claims | null {
  const part = jwt.split(".")[1];
  if (part === undefined) return null;
  const claims = parseJson(Buffer.from(part, "base64url").toString());
  if (!isRecord(claims)) return null;
  const auth = recordAt(claims, "https://api.openai.com/auth") ?? {};
  const profile = recordAt(claims, "https://api.openai.com/profile") ?? {};
  const expiresAt = claims["exp"];
  return {
    email: (textAt(claims, "email") ?? textAt(profile, "email"))?.toLowerCase() ?? null,
    userId: textAt(auth, "chatgpt_user_id") ?? textAt(auth, "user_id"),
    upstreamAccountId: textAt(auth, "chatgpt_account_id") ?? defaultOrganization(auth),
    plan: textAt(auth, "chatgpt_plan_type")?.toLowerCase() ?? null,
    expiresAt: typeof expiresAt === "number" && Math.abs(expiresAt) <= LATEST_SECOND ? expiresAt * 1000 : null,
  };
}

/** Logins by telephone number carry no account id, only organizations. */
function defaultOrganization(auth: JsonRecord): string | null {
  const listed = Array.isArray(auth["organizations"]) ? auth["organizations"] : [];
  const named = listed.filter(isRecord).filter((one) => textAt(one, "id") !== null);
  const byDefault = named.find((one) => one["is_default"] === true) ?? named[0];
  return byDefault === undefined ? null : textAt(byDefault, "id");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

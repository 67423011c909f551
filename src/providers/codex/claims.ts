// What a token says about its owner. Signatures are not checked: the upstream does that with every call.

import { z } from "zod";

const organization = z.looseObject({
  id: z.string().nullish().catch(null),
  is_default: z.boolean().nullish().catch(null),
});
type Organization = z.infer<typeof organization>;

const authClaim = z.looseObject({
  chatgpt_account_id: z.string().nullish().catch(null),
  chatgpt_user_id: z.string().nullish().catch(null),
  user_id: z.string().nullish().catch(null),
  chatgpt_plan_type: z.string().nullish().catch(null),
  organizations: z.array(organization).nullish().catch(null),
});

const payload = z.looseObject({
  email: z.string().nullish().catch(null),
  sub: z.string().nullish().catch(null),
  exp: z.number().nullish().catch(null),
  "https://api.openai.com/auth": authClaim.nullish().catch(null),
  "https://api.openai.com/profile": z
    .looseObject({ email: z.string().nullish().catch(null) })
    .nullish()
    .catch(null),
});

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

/** The claims of a JWT; null where it is none. */
export function readClaims(jwt: string): Claims | null {
  const part = jwt.split(".")[1];
  if (part === undefined) return null;
  const parsed = payload.safeParse(parseJson(Buffer.from(part, "base64url").toString()));
  if (!parsed.success) return null;
  const claims = parsed.data;
  const auth = claims["https://api.openai.com/auth"] ?? null;
  const email = claims.email ?? claims["https://api.openai.com/profile"]?.email ?? null;
  return {
    email: email?.toLowerCase() ?? null,
    userId: auth?.chatgpt_user_id ?? auth?.user_id ?? null,
    upstreamAccountId: auth?.chatgpt_account_id ?? defaultOrganization(auth?.organizations ?? []),
    plan: auth?.chatgpt_plan_type?.toLowerCase() ?? null,
    expiresAt: typeof claims.exp === "number" && Math.abs(claims.exp) <= LATEST_SECOND ? claims.exp * 1000 : null,
  };
}

/** Logins by telephone number carry no account id, only organizations. */
function defaultOrganization(organizations: readonly Organization[]): string | null {
  const byDefault =
    organizations.find((one) => one.is_default === true && one.id) ?? organizations.find((one) => one.id);
  return byDefault?.id ?? null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// Whose a Google login is and which project it calls for: asked of Google once, the auth file remembers (wire facts 2.3).

import type { RefreshedTokens } from "../../domain/ports.ts";
import type { Asking, Identified, JsonRecord } from "../auth-file.ts";
import { codeAssistHeaders } from "./google-code-assist.ts";
import { validationAdvice } from "./google-failure.ts";
import { emailOf, type GoogleLogin, type GoogleLoginSettings } from "./google-login.ts";
import { type GoogleRefreshing, refreshWith } from "./google-tokens.ts";
import { isRecord, numberAt, recordAt, textAt } from "./json-fields.ts";

export interface IdentifyInput {
  readonly login: GoogleLogin;
  readonly asking: Asking;
  readonly settings: GoogleLoginSettings;
  readonly refreshing: GoogleRefreshing;
  /** What to do where the OAuth client is refused. */
  readonly clientAdvice: string;
  /** How the upstream spells the tier that is asked for. */
  readonly tierName?: "tierId" | "tier_id";
  /** What the file holds after a refresh that was needed in order to ask. */
  refreshed(tokens: RefreshedTokens): JsonRecord;
}

export async function identifyGoogleLogin(input: IdentifyInput): Promise<Identified> {
  const token = await usableToken(input);
  if (token.kind === "unknown") return token;
  const asker: Asker = { ...input, accessToken: token.accessToken };
  const email = input.login.email ?? token.email;
  const found = email === null ? await askEmail(asker) : ({ kind: "found", text: email } as const);
  if (found.kind === "unknown") return found;
  const { project } = input.login;
  const granted = project === null ? await askProject(asker) : ({ kind: "found", text: project } as const);
  if (granted.kind === "unknown") return granted;
  return { kind: "identified", fields: { ...token.fields, email: found.text, project_id: granted.text } };
}

interface Unknown {
  readonly kind: "unknown";
  readonly reason: string;
}
type Found = { readonly kind: "found"; readonly text: string } | Unknown;

interface Asker extends IdentifyInput {
  readonly accessToken: string;
}

interface UsableToken {
  readonly kind: "usable";
  readonly accessToken: string;
  readonly email: string | null;
  readonly fields: JsonRecord;
}

/** A token that is about to expire, or does not say when, is renewed first. */
async function usableToken({
  login,
  asking,
  refreshing,
  clientAdvice,
  refreshed,
}: IdentifyInput): Promise<UsableToken | Unknown> {
  const { accessToken, refreshToken, expiresAt, client } = login;
  const now = asking.now();
  const isFresh = expiresAt !== null && expiresAt > now + 60_000;
  if (accessToken !== null && (isFresh || refreshToken === null)) {
    return { kind: "usable", accessToken, email: null, fields: {} };
  }
  const told = await asking.ask(refreshWith(refreshToken ?? "", client ?? undefined, refreshing));
  if (told.kind === "unknown") {
    const isProved = client !== null || refreshing.client.secret !== null;
    return isProved ? told : unknown(`${told.reason}. ${clientAdvice}`);
  }
  const renewed = textAt(told.json, "access_token");
  if (renewed === null) return unknown("the token endpoint gave no access_token; sign in again");
  const lasts = numberAt(told.json, "expires_in");
  const tokens = {
    accessToken: renewed,
    refreshToken: textAt(told.json, "refresh_token"),
    idToken: textAt(told.json, "id_token"),
    expiresAt: lasts === null ? null : now + lasts * 1000,
    refreshedAt: now,
  };
  return {
    kind: "usable",
    accessToken: renewed,
    email: emailOf({ id_token: tokens.idToken }),
    fields: refreshed(tokens),
  };
}

async function askEmail({ asking, accessToken, settings, refreshing }: Asker): Promise<Found> {
  const told = await asking.ask({
    method: "GET",
    url: `${settings.userInfoUrl}/oauth2/v2/userinfo`,
    headers: {
      authorization: `Bearer ${accessToken}`,
      accept: "application/json",
      "user-agent": settings.userAgent,
    },
    body: null,
    proxyUrl: refreshing.proxyUrl,
  });
  if (told.kind === "unknown") return told;
  const email = emailOf(told.json);
  return email === null
    ? unknown("userinfo does not tell the login's e-mail; sign in again")
    : { kind: "found", text: email };
}

/** Which program asks is not what is asked here: nothing is said of it. */
const METADATA = { ideType: "IDE_UNSPECIFIED", platform: "PLATFORM_UNSPECIFIED", pluginType: "GEMINI" };
const POLL_MS = 5000;
const MOST_POLLS = 24;
const SET_PROJECT = "set project_id in the file to a Google Cloud project with Gemini Code Assist";

async function askProject(asker: Asker): Promise<Found> {
  const told = await askCodeAssist(asker, ":loadCodeAssist", { metadata: METADATA });
  if (told.kind === "unknown") return told;
  const known = projectIn(told.json);
  if (known !== null) return { kind: "found", text: known };
  const hasTier = recordAt(told.json, "currentTier") !== null;
  const tier = records(told.json["allowedTiers"]).find((one) => one["isDefault"] === true) ?? {};
  const tierId = textAt(tier, "id");
  const refusals = records(told.json["ineligibleTiers"]);
  const isRefused = refusals.some((one) => textAt(one, "tierId") === tierId);
  const wantsProject = tier["userDefinedCloudaicompanionProject"] === true;
  if (hasTier || tierId === null || wantsProject || isRefused) return unknown(whyNot(refusals, tierId));
  return onboard(asker, tierId);
}

/** A tier that Google gives a project to must not be asked for with one. */
async function onboard(asker: Asker, tierId: string): Promise<Found> {
  const request = { [asker.tierName ?? "tierId"]: tierId, metadata: METADATA };
  let told = await askCodeAssist(asker, ":onboardUser", request);
  for (let polls = 0; told.kind === "told" && told.json["done"] !== true; polls += 1) {
    if (polls >= MOST_POLLS)
      return unknown("Google is still making the account's project ready; try again in a few minutes");
    await asker.asking.pause(POLL_MS);
    const name = textAt(told.json, "name");
    told = await (name === null
      ? askCodeAssist(asker, ":onboardUser", request)
      : askCodeAssist(asker, `/${name}`, null));
  }
  if (told.kind === "unknown") return told;
  const project = projectIn(recordAt(told.json, "response") ?? {});
  const failed = textAt(recordAt(told.json, "error") ?? {}, "message");
  return project === null
    ? unknown(`Google made no project for this account${failed === null ? "" : ` (${failed})`}; ${SET_PROJECT}`)
    : { kind: "found", text: project };
}

function askCodeAssist({ asking, accessToken, settings, refreshing }: Asker, place: string, body: JsonRecord | null) {
  return asking.ask({
    method: body === null ? "GET" : "POST",
    url: `${settings.baseUrl}/v1internal${place}`,
    headers: codeAssistHeaders(accessToken, settings.userAgent),
    body: body === null ? null : JSON.stringify(body),
    proxyUrl: refreshing.proxyUrl,
  });
}

/** Google's own words, those about the tier that would be asked for before others. */
function whyNot(refusals: readonly JsonRecord[], tierId: string | null): string {
  const refusal = refusals.find((one) => textAt(one, "tierId") === tierId) ?? refusals[0];
  if (refusal === undefined) return `Google gives this account no project of its own; ${SET_PROJECT}`;
  const code = textAt(refusal, "reasonCode") ?? "no reason code";
  const said = `Google does not serve this account: ${textAt(refusal, "reasonMessage") ?? code} (${code})`;
  if (code === "VALIDATION_REQUIRED") return validationAdvice(said, textAt(refusal, "validationUrl"));
  return `${said}; where it has a project all the same, ${SET_PROJECT}`;
}

/** `"id"`, or `{id, name}`. */
function projectIn(json: JsonRecord): string | null {
  const project = json["cloudaicompanionProject"];
  return isRecord(project) ? textAt(project, "id") : textAt(json, "cloudaicompanionProject");
}

function records(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function unknown(reason: string): Unknown {
  return { kind: "unknown", reason };
}

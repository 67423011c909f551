// Signing in over the management API: the addresses to open, how it goes, and what a browser brought back.

import type { LoginWish, StartedLogin } from "../../logins/flows/login-flow.ts";
import type { LoginFlows } from "../../logins/flows/login-flows.ts";
import { type Callback, callbackOf, readPastedCallback } from "../../logins/flows/read-callback.ts";
import { invalidBody, isObject, member, readJson } from "./request-body.ts";
import { type ManagementCall, ManagementFault, type ManagementRoute } from "./route.ts";

/** `name` is what stands before `-auth-url`. */
interface LoginRoute {
  readonly name: string;
  readonly provider: string;
  /** The first is taken where nothing else is asked for with `?flow=`. */
  readonly flows: readonly LoginWish["flow"][];
  readonly label: string;
  readonly takesProject?: true;
}

const LOGINS: readonly LoginRoute[] = [
  { name: "anthropic", provider: "claude", flows: ["browser"], label: "anth" },
  { name: "codex", provider: "codex", flows: ["browser", "device"], label: "codex" },
  { name: "gemini-cli", provider: "gemini-cli", flows: ["browser"], label: "gem", takesProject: true },
  { name: "qwen", provider: "qwen", flows: ["device"], label: "qwen" },
  { name: "iflow", provider: "iflow", flows: ["browser"], label: "ifl" },
  { name: "antigravity", provider: "antigravity", flows: ["browser"], label: "anti", takesProject: true },
  { name: "kimi", provider: "kimi", flows: ["device"], label: "kimi" },
  { name: "xai", provider: "xai", flows: ["device"], label: "xai" },
];

/** Further names that programs made for the contract give a provider in a callback. */
const NICKNAMES: ReadonlyMap<string, string> = new Map([
  ["openai", "codex"],
  ["gemini", "gemini-cli"],
  ["google", "gemini-cli"],
  ["grok", "xai"],
]);

export function createLoginRoutes({ flows }: { readonly flows: LoginFlows }): readonly ManagementRoute[] {
  return [
    ...LOGINS.map((login): ManagementRoute => ({
      method: "GET",
      path: `/${login.name}-auth-url`,
      handle: async ({ query }) => started(await flows.start(wishOf(login, query))),
    })),
    { method: "GET", path: "/get-auth-status", handle: ({ query }) => statusAnswer(flows, query.get("state") ?? "") },
    // The state is what is asked for in place of the key: whoever has it was given it by whoever had the key.
    {
      method: "POST",
      path: "/oauth-callback",
      keyless: true,
      handle: async ({ request }) => callbackAnswer(flows, await readCallback(request)),
    },
    {
      method: "GET",
      path: "/oauth-callback",
      keyless: true,
      handle: ({ query }) =>
        callbackAnswer(flows, { callback: callbackOf(query), provider: providerOf(query.get("provider")) }),
    },
    { method: "DELETE", path: "/oauth-session", handle: (call) => cancelAnswer(flows, call) },
  ];
}

/** A project's id, also of a company's own domain (`example.com:project`). */
const PROJECT_ID = /^[a-z0-9][a-z0-9.:-]{0,99}$/i;

/** `is_webui` changes nothing: every login listens where it can and takes what is pasted. */
function wishOf({ provider, flows, label, takesProject }: LoginRoute, query: URLSearchParams): LoginWish {
  const asked = query.get("flow") ?? "";
  const flow = asked === "" ? flows[0] : flows.find((one) => one === asked);
  if (flow === undefined) throw new ManagementFault(400, `invalid flow: one of ${flows.join(", ")}`);
  const project = takesProject === true ? (query.get("project_id")?.trim() ?? "") : "";
  if (project !== "" && !PROJECT_ID.test(project)) throw new ManagementFault(400, "invalid project_id");
  return { provider, flow, label, fields: project === "" ? {} : { project_id: project } };
}

function started(login: StartedLogin): Response {
  if (login.kind === "unsupported") throw new ManagementFault(400, "unsupported provider");
  if (login.kind === "failed") throw new ManagementFault(502, `failed to start the login: ${login.reason}`);
  const { state, url, device, advice } = login;
  const more =
    device === null
      ? { listening: login.isListening }
      : { flow: "device", user_code: device.userCode, expires_in: Math.floor(device.expiresInMs / 1000) };
  return Response.json({ status: "ok", url, state, ...more, ...(advice === null ? {} : { warning: advice }) });
}

function statusAnswer(flows: LoginFlows, state: string): Response {
  const status = flows.status(state);
  switch (status?.kind) {
    case undefined:
      return Response.json({ status: "error", error: "unknown or expired state" });
    case "error":
      return Response.json({ status: "error", error: status.reason });
    case "wait":
    case "ok":
      return Response.json({ status: status.kind });
  }
}

interface Brought {
  readonly callback: Callback;
  /** null where it names nobody. */
  readonly provider: string | null;
}

const MOST_CALLBACK_BYTES = 64 * 1024;

/** `{provider, redirect_url}` or `{provider, state, code | error}`. */
async function readCallback(request: Request): Promise<Brought> {
  const body = await readJson(request, MOST_CALLBACK_BYTES);
  if (!isObject(body)) throw invalidBody();
  const text = (name: string): string => {
    const value = member(body, name) ?? "";
    if (typeof value !== "string") throw invalidBody();
    return value.trim();
  };
  const provider = providerOf(text("provider"));
  const given = Object.fromEntries(["state", "code", "error"].map((name) => [name, text(name)]));
  const pasted = text("redirect_url");
  if (pasted === "") return { callback: callbackOf(new URLSearchParams(given)), provider };
  const callback = readPastedCallback(pasted);
  if (callback === null) throw new ManagementFault(400, "invalid redirect_url");
  return { callback, provider };
}

function providerOf(said: string | null): string | null {
  const name = said?.trim().toLowerCase() ?? "";
  if (name === "") return null;
  const known = LOGINS.find((login) => login.name === name || login.provider === name)?.provider ?? NICKNAMES.get(name);
  if (known === undefined) throw new ManagementFault(400, "unsupported provider");
  return known;
}

const STATE = /^[A-Za-z0-9._-]{1,128}$/;

function callbackAnswer(flows: LoginFlows, { callback, provider }: Brought): Response {
  const { state, code, error } = callback;
  if (state === "") throw new ManagementFault(400, "state is required");
  if (!STATE.test(state)) throw new ManagementFault(400, "invalid state");
  if (code === null && error === null) throw new ManagementFault(400, "code or error is required");
  switch (flows.takeCallback(callback, provider).kind) {
    case "taken":
      return Response.json({ status: "ok" });
    case "unknown-state":
      throw new ManagementFault(404, "unknown or expired state");
    case "other-provider":
      throw new ManagementFault(400, "provider does not match state");
    case "not-waiting":
      throw new ManagementFault(409, "oauth flow is not pending");
    case "wants-none":
      throw new ManagementFault(409, "this login waits for its device code to be confirmed, and takes no callback");
  }
}

function cancelAnswer(flows: LoginFlows, { query }: ManagementCall): Response {
  const state = query.get("state")?.trim() ?? "";
  if (state === "") throw new ManagementFault(400, "state is required");
  return Response.json({ status: "ok", cancelled: flows.cancel(state) });
}

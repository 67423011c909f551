// The pool of the pictures: accounts of several providers and plans, in about every state that there is.

import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { WorldAccountInput } from "../support/world.ts";

const HOUR_MS = 3_600_000;

/** How much of its windows an account has used, percent, and in how many hours they reset. */
export interface WindowsNow {
  readonly primary: { readonly used: number; readonly resetsIn: number } | null;
  readonly secondary: { readonly used: number; readonly resetsIn: number };
}

/** By e-mail; what else an account has is below. */
export const WINDOWS: Readonly<Record<string, WindowsNow>> = {
  "ada@example.com": windows([34, 2.4], [41, 61]),
  "ben@example.com": windows([71, 1.2], [88, 39]),
  "cleo@example.com": windows([100, 0.9], [64, 83]),
  "dara@example.com": windows([12, 3.1], [35, 112]),
  "emil@example.com": windows([0, 4.9], [22, 130]),
  "fay@example.com": windows([8, 4.2], [18, 140]),
  "gus@example.com": { primary: null, secondary: { used: 47, resetsIn: 97 } },
  "cora@example.com": windows([52, 1.8], [58, 52]),
  "hugo@example.com": windows([23, 3.6], [74, 101]),
};

export const CHATGPT: readonly WorldAccountInput[] = [
  chatgpt("ada@example.com", "pro", { file: { note: "Main account, renewed each March" } }),
  chatgpt("ben@example.com", "plus", { file: { note: "Shared with the design team" } }),
  chatgpt("cleo@example.com", "team", { workspace: "Northwind", file: { priority: 5 } }),
  chatgpt("dara@example.com", "plus"),
  chatgpt("emil@example.com", "plus", { file: { disabled: true, note: "On leave until January" } }),
  chatgpt("fay@example.com", "team", { workspace: "Old workspace" }),
  chatgpt("gus@example.com", "free", { file: { priority: -5 } }),
];

/** The auth files of the other logins, by file name. */
export function otherLogins(sandbox: Sandbox): ReadonlyMap<string, object> {
  const claude = (email: string, plan: "max" | "pro", fields: object = {}): object => {
    const { primary, secondary } = windowsOf(email);
    const account = sandbox.addClaudeAccount({
      email,
      plan,
      usage: {
        ...(primary === null ? {} : { fiveHour: change(primary) }),
        sevenDay: change(secondary),
        ...(plan === "max" ? { sevenDayOpus: { usedPercent: 69, resetsInMs: secondary.resetsIn * HOUR_MS } } : {}),
      },
    });
    return { ...(account.authFile() as object), ...fields };
  };
  const google = sandbox.addGoogleAccount({
    email: "gwen@example.com",
    projectId: "gwen-tools-4711",
    usage: { usedPercent: 38, resetsInMs: 11 * HOUR_MS },
  });
  const kimi = sandbox.addKimiAccount({ email: "kira@example.com" });
  const xai = sandbox.addXaiAccount({ email: "xavi@example.com" });
  const vertex = sandbox.addVertexAccount({ projectId: "northwind-prod", location: "europe-west4" });
  const apiKey = sandbox.addApiKey({ email: "billing@example.com" });
  return new Map<string, object>([
    ["claude-cora@example.com.json", claude("cora@example.com", "max")],
    ["claude-hugo@example.com.json", claude("hugo@example.com", "pro", { note: "Second seat" })],
    ["gemini-gwen@example.com.json", google.authFile()],
    ["kimi-kira@example.com.json", kimi.authFile()],
    ["xai-xavi@example.com.json", xai.authFile()],
    ["vertex-northwind-prod.json", { ...(vertex.authFile() as object), note: "Paid by use" }],
    [
      "apikey-billing@example.com.json",
      {
        auth_mode: "apikey",
        OPENAI_API_KEY: apiKey.key,
        openai_user_id: apiKey.userId,
        email: apiKey.email,
        note: "Only when every login is used up",
        priority: -10,
      },
    ],
  ]);
}

/** Used percent, and hours to the reset. */
type Pair = readonly [used: number, resetsIn: number];

function windows([fiveHours, fiveResetsIn]: Pair, [week, weekResetsIn]: Pair): WindowsNow {
  return { primary: { used: fiveHours, resetsIn: fiveResetsIn }, secondary: { used: week, resetsIn: weekResetsIn } };
}

function windowsOf(email: string): WindowsNow {
  const known = WINDOWS[email];
  if (known === undefined) throw new Error(`no windows for ${email}`);
  return known;
}

function chatgpt(email: string, plan: string, more: Partial<WorldAccountInput> = {}): WorldAccountInput {
  const { primary, secondary } = windowsOf(email);
  return {
    email,
    plan,
    primaryUsedPercent: primary?.used ?? null,
    ...(primary === null ? {} : { primaryResetsInMs: primary.resetsIn * HOUR_MS }),
    secondaryUsedPercent: secondary.used,
    secondaryResetsInMs: secondary.resetsIn * HOUR_MS,
    ...more,
  };
}

function change({ used, resetsIn }: { readonly used: number; readonly resetsIn: number }) {
  return { usedPercent: used, resetsInMs: resetsIn * HOUR_MS };
}

// The provider and the sandbox's Vertex AI on a real socket.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";

import { gemini } from "../../dialects/gemini/dialect.ts";
import type { FailureKind } from "../../domain/failure.ts";
import * as faults from "../../sandbox/faults/fault.ts";
import { type Practice, practise } from "../../../test/support/provider-practice.ts";
import { makeServiceAccountKey } from "../../../test/support/service-account-key.ts";
import type { JsonRecord } from "../auth-file.ts";
import { createVertexProvider } from "./provider.ts";

const MODEL = "gemini-2.5-pro";
const HI = { contents: [{ parts: [{ text: "hi" }] }] };
const said = { model: MODEL };

let practice: Practice;
let member: ReturnType<Practice["sandbox"]["addVertexAccount"]>;

beforeEach(() => {
  practice = practise((url) =>
    createVertexProvider(() => ({
      baseUrl: `${url}/google`,
      tokenUrl: `${url}/google`,
      userAgent: "switchyard/test",
      proxyUrl: null,
    })),
  );
  member = practice.sandbox.addVertexAccount({ location: "europe-west4" });
});
afterEach(() => practice.close());

const serviceAccount = async () => (await practice.refreshed(member.authFile())).account;
const keyAccount = () => practice.accountOf(practice.sandbox.addVertexKey({ email: "key@example.com" }).authFile());

/** How the token endpoint ends it. */
async function ended(json: JsonRecord, at?: number): Promise<unknown> {
  const outcome = await practice.refresh(practice.accountOf(json), at);
  return outcome.kind === "refreshed" ? outcome.kind : [outcome.kind, outcome.failure.message];
}

describe("exchanges", () => {
  test("a service account and a key are answered, whole and streamed, and counted", async () => {
    for (const account of [await serviceAccount(), keyAccount()]) {
      const whole = await practice.generate(account, HI, said);
      const answer = gemini.decodeResponse(JSON.parse(whole.text));
      expect(answer.content.at(-1)).toMatchObject({ text: expect.stringContaining("You said: hi") });
      const streamed = await practice.generate(account, HI, { ...said, stream: true });
      expect(streamed.events.at(-1)).toMatchObject({ candidates: [{ finishReason: "STOP" }] });
      const counted = await practice.generate(account, HI, { ...said, operation: "count-tokens" });
      expect(JSON.parse(counted.text)).toMatchObject({ totalTokens: expect.any(Number) });
    }
  });

  test("an account serves its own project and place alone", async () => {
    const account = await serviceAccount();
    const elsewhere = await practice.generate({ ...account, region: "us-central1" }, HI, said);
    expect(elsewhere.failure?.kind).toBe("forbidden");
  });

  test("a model that is not there is no fault of the account", async () => {
    expect((await practice.generate(keyAccount(), HI, { model: "nothing-1" })).failure?.kind).toBe("model_unsupported");
  });
});

describe("the token", () => {
  test("is got for a file that has none, from either form", async () => {
    for (const file of [member.authFile(), member.keyFile()]) {
      expect(practice.provider.isRefreshDue(practice.accountOf(file), practice.clock.now())).toBe(true);
      const { account, json } = await practice.refreshed({ ...file, location: "europe-west4" });
      expect(account.id).toBe(practice.accountOf(file).id);
      expect(json).toMatchObject({ access_token: member.accessToken(), expired: expect.any(String) });
      expect(practice.provider.isRefreshDue(account, practice.clock.now())).toBe(false);
      expect((await practice.generate(account, HI, said)).status).toBe(200);
    }
  });

  test("that ran out is refused, and the next one is as good", async () => {
    const account = await serviceAccount();
    member.expireAccessToken();
    expect((await practice.generate(account, HI, said)).failure?.kind).toBe("unauthorized");
    expect((await practice.generate(await serviceAccount(), HI, said)).status).toBe(200);
  });

  test("is not given for another's key, nor to an account that is gone", async () => {
    const { private_key } = makeServiceAccountKey();
    expect(await ended({ ...member.keyFile(), private_key })).toEqual(["dead", "Invalid JWT Signature."]);
    expect(await ended({ ...member.keyFile(), client_email: "a@b" })).toEqual([
      "dead",
      "Invalid grant: account not found",
    ]);
    member.revokeLogin();
    expect(await ended(member.keyFile())).toEqual(["dead", "Invalid grant: account not found"]);
  });

  test("is not given to a clock that is wrong, and the account lives on", async () => {
    const ahead = practice.clock.now() + 3_600_000;
    expect(await ended(member.keyFile(), ahead)).toEqual(["transient", expect.stringContaining("clock")]);
  });
});

test.each<[faults.Fault, FailureKind]>([
  [faults.unauthorized(), "unauthorized"],
  [faults.rateLimited(), "rate_limited"],
  [faults.usageLimitReached({ resetsInMs: 60_000 }), "rate_limited"],
  [faults.overloaded(), "upstream_error"],
  [faults.serverError(), "upstream_error"],
  [faults.deactivatedWorkspace(), "forbidden"],
  [faults.modelNotSupported(MODEL), "model_unsupported"],
  [faults.invalidEncryptedContent(), "foreign_reasoning"],
])("a scripted fault is understood: %#", async (fault, kind) => {
  const account = await serviceAccount();
  practice.sandbox.script({ fault });
  const { failure } = await practice.generate(account, HI, said);
  expect(failure?.kind).toBe(kind);
  // A limit is of the model that was asked.
  expect(failure?.model).toBe(kind === "rate_limited" ? MODEL : undefined);
});

// An account is paused over /api and over the management API, and each undoes the other's pause.

import { expect, test } from "bun:test";

import { signIn } from "../support/api-client.ts";
import { manage, MANAGEMENT_KEY } from "../support/management-client.ts";
import { startWorld } from "../support/world.ts";

test("a key of an upstream that one of the APIs has paused serves again by the other", async () => {
  const keys = [{ "api-key": "one" }, { "api-key": "two" }];
  const upstream = { name: "router", "base-url": "http://127.0.0.1:9/router", "api-key-entries": keys };
  await using world = await startWorld({
    accounts: 1,
    config: { "openai-compatibility": [upstream], "remote-management": { "secret-key": MANAGEMENT_KEY } },
  });
  const [api, call] = [await signIn(world), manage(world)];
  const upstreams = await call("GET /openai-compatibility");
  const [entry] = (upstreams.body as { "openai-compatibility": [{ "api-key-entries": { "auth-index": string }[] }] })[
    "openai-compatibility"
  ];
  const [one = "", two = ""] = entry["api-key-entries"].map((key) => key["auth-index"]);
  /** Of both keys. */
  const paused = async (): Promise<readonly (boolean | null)[]> => {
    const { accounts } = await api.call("get", "/api/accounts", { query: {} });
    return [one, two].map((index) => accounts.find((account) => account.auth_index === index)?.paused ?? null);
  };
  const switched = async (auth_index: string, disabled: boolean) =>
    expect(await call("PATCH /auth-files/status", { body: { auth_index, disabled } })).toMatchObject({ status: 200 });
  const params = { account_id: `acc_${one}` };

  await api.call("post", "/api/accounts/{account_id}/pause", { params });
  expect(await paused()).toEqual([true, false]);
  await switched(one, false);
  expect(await paused()).toEqual([false, false]);
  await switched(two, true);
  expect(await paused()).toEqual([true, true]);
  await api.call("post", "/api/accounts/{account_id}/reactivate", { params });
  expect(await paused()).toEqual([false, true]);
  await switched(two, false);
  expect(await paused()).toEqual([false, false]);
});

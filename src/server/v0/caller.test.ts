import { expect, test } from "bun:test";

import { createTrustedProxies } from "../client-address.ts";
import { callerOf } from "./caller.ts";

const proxies = createTrustedProxies(["10.0.0.1"]);

function caller(headers: Readonly<Record<string, string>>, peer = "192.0.2.1"): ReturnType<typeof callerOf> {
  return callerOf(new Request("http://localhost/v0/management/config", { headers }), peer, proxies);
}

test.each([
  [{ authorization: "Bearer  k" }, "k"],
  [{ authorization: "BEARER k" }, "k"],
  [{ authorization: "k" }, "k"],
  [{ authorization: "Bearer open sesame" }, "open sesame"],
  [{ authorization: "open sesame" }, "open sesame"],
  [{ authorization: "Bearer a", "x-management-key": "b" }, "a"],
  [{ authorization: "Bearer", "x-management-key": "b" }, "b"],
  [{ "x-management-key": " b " }, "b"],
  [{ authorization: "Bearer " }, null],
  [{}, null],
])("the key of %j is %j", (headers, key) => {
  expect(caller(headers).key).toBe(key);
});

test("a key beyond ASCII is the same however its bytes came", () => {
  const utf8 = Buffer.from("Schlüssel", "utf8").toString("latin1");
  expect([caller({ authorization: utf8 }).key, caller({ authorization: "Schlüssel" }).key]).toEqual([
    "Schlüssel",
    "Schlüssel",
  ]);
});

test.each([
  { peer: "127.0.0.1", forwarded: null, address: "127.0.0.1", isLocal: true },
  { peer: "::1", forwarded: null, address: "::1", isLocal: true },
  { peer: "::ffff:127.0.0.1", forwarded: null, address: "127.0.0.1", isLocal: true },
  { peer: "192.0.2.1", forwarded: "127.0.0.1", address: "192.0.2.1", isLocal: false },
  { peer: "10.0.0.1", forwarded: "127.0.0.1, 198.51.100.7", address: "198.51.100.7", isLocal: false },
])("who calls: %j", ({ peer, forwarded, address, isLocal }) => {
  const headers: Record<string, string> = forwarded === null ? {} : { "x-forwarded-for": forwarded };
  expect(caller(headers, peer)).toMatchObject({ address, isLocal });
});

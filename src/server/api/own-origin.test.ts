import { describe, expect, test } from "bun:test";

import { createTrustedProxies } from "../client-address.ts";
import { createCallOrigins } from "./own-origin.ts";

const PROXY = "10.0.0.9";
const origins = createCallOrigins(() => createTrustedProxies([PROXY]));
const call = (headers: Readonly<Record<string, string>>, url = "http://sy.example:8317/api/settings") =>
  new Request(url, { method: "POST", headers });

describe("a page is of this address", () => {
  test.each([
    ["without any origin", {}, true],
    ["by name and port", { origin: "http://sy.example:8317", host: "sy.example:8317" }, true],
    [
      "whatever its scheme behind a proxy that nobody trusts",
      { origin: "https://sy.example", host: "sy.example" },
      true,
    ],
    ["with the scheme's own port said", { origin: "https://sy.example", host: "sy.example:443" }, true],
    ["not at another port", { origin: "http://sy.example:9", host: "sy.example:8317" }, false],
    ["not by a name that begins the same", { origin: "http://sy.example.evil", host: "sy.example" }, false],
    [
      "not with a forged forwarded host",
      { origin: "http://evil", host: "sy.example", "x-forwarded-host": "evil" },
      false,
    ],
    ["not where the browser knows better", { origin: "http://sy.example:8317", "sec-fetch-site": "cross-site" }, false],
  ])("%s", (_when, headers, isOwn) => {
    expect(origins.isOwn(call(headers), "203.0.113.1")).toBe(isOwn);
  });
});

test("encrypted is what the connection is, or what a trusted proxy says of its own", () => {
  const told = { "x-forwarded-proto": "https, http" };
  expect(origins.isEncrypted(call({}), PROXY)).toBe(false);
  expect(origins.isEncrypted(call(told), PROXY)).toBe(true);
  expect(origins.isEncrypted(call(told), "203.0.113.1")).toBe(false);
  expect(origins.isEncrypted(call({}, "https://sy.example/api"), "203.0.113.1")).toBe(true);
});

describe("from this computer", () => {
  const here = { "x-forwarded-for": "127.0.0.1" };
  test.each([
    { peer: "127.0.0.1", headers: { host: "localhost:8317" }, isLocal: true },
    { peer: "::1", headers: { host: "[::1]:8317" }, isLocal: true },
    { peer: "::ffff:127.0.0.1", headers: { host: "127.0.0.1:8317" }, isLocal: true },
    { peer: "127.0.0.1", headers: { host: "sy.example" }, isLocal: false },
    { peer: "127.0.0.1", headers: { host: "localhost.evil.example" }, isLocal: false },
    { peer: "203.0.113.1", headers: { host: "localhost:8317" }, isLocal: false },
    { peer: "127.0.0.1", headers: { host: "localhost", ...here }, isLocal: false },
    { peer: PROXY, headers: { host: "localhost", "x-forwarded-for": "203.0.113.1" }, isLocal: false },
    { peer: PROXY, headers: { host: "localhost", ...here, "x-forwarded-host": "sy.example" }, isLocal: false },
  ])("%p", ({ peer, headers, isLocal }) => {
    expect(origins.isLocal(call(headers), peer)).toBe(isLocal);
  });
});

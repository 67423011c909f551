import { expect, test } from "bun:test";

import { sha256Hex } from "../platform/sha256.ts";
import { accountIdOf, authIndexOf } from "./ids.ts";

test("an account's handle is the first 16 hex digits of sha256 over provider and identity", () => {
  const index = authIndexOf(sha256Hex, "codex", "user-ada::0a1b2c3d");
  expect(index).toBe(new Bun.CryptoHasher("sha256").update("codex:user-ada::0a1b2c3d").digest("hex").slice(0, 16));
  expect(accountIdOf(index)).toBe(`acc_${index}`);
});

test("the same identity at two providers is two accounts", () => {
  expect(authIndexOf(sha256Hex, "codex", "a")).not.toBe(authIndexOf(sha256Hex, "claude", "a"));
});

import { describe, expect, test } from "bun:test";

import { secret } from "../../domain/secret.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { createFakeClock } from "../../../test/support/fake-clock.ts";
import { type Access, type Admission, createAccess } from "./admit-caller.ts";

const HASH = `$2b$10$${"x".repeat(53)}`;
const OTHER_HASH = `$2b$10$${"y".repeat(53)}`;
const THERE = "203.0.113.1";

describe("bcrypt", () => {
  test("runs once for a key, right or wrong, and again once the secret has changed", async () => {
    const world = createWorld();
    for (let time = 0; time < 3; time++) {
      expect(await world.admit("right")).toBe("granted");
      expect(await world.admit("wrong")).toBe("wrong_key");
    }
    expect(world.verified).toEqual(["right", "wrong"]);
    world.settings.secretKey = secret(OTHER_HASH);
    expect(await world.admit("right")).toBe("wrong_key");
    expect(world.verified).toEqual(["right", "wrong", "right"]);
  });

  test("runs once for many calls with one key at once", async () => {
    const world = createWorld();
    await Promise.all(Array.from({ length: 10 }, () => world.admit("right")));
    expect(world.verified).toEqual(["right"]);
  });

  test("says nothing about a secret that has changed meanwhile", async () => {
    const world = createWorld();
    const asked = world.admit("right");
    const next = world.admit("right");
    world.settings.secretKey = secret(OTHER_HASH);
    expect(await Promise.all([asked, next])).toEqual(["wrong_key", "wrong_key"]);
    expect(await world.admit("right")).toBe("wrong_key");
  });

  test("is not asked where too many keys wait already; known keys pass all the same", async () => {
    const world = createWorld();
    await world.admit("right");
    const guesses = Array.from({ length: 40 }, (_, index) => world.admit(`guess ${index}`));
    expect(await world.admit("right")).toBe("granted");
    const answers = await Promise.all(guesses);
    expect(answers.filter((kind) => kind === "busy")).toHaveLength(8);
    expect(await world.admit("another")).toBe("wrong_key");
  });

  test("a failure of it leaves the next call its turn", async () => {
    const world = createWorld();
    world.fails = true;
    expect(await world.admit("right").catch(String)).toBe("Error: out of threads");
    world.fails = false;
    expect(await world.admit("right")).toBe("granted");
  });
});

describe("a ban", () => {
  test("ends after half an hour", async () => {
    const world = createWorld();
    for (let time = 0; time < 5; time++) await world.admit(`guess ${time}`, THERE);
    expect(await world.admit("right", THERE)).toBe("banned");
    world.clock.advance(30 * 60_000 - 1);
    expect(await world.admit("right", THERE)).toBe("banned");
    world.clock.advance(1);
    expect(await world.admit("right", THERE)).toBe("granted");
  });

  test("is for five wrong keys: calls without one are none", async () => {
    const world = createWorld();
    for (let time = 0; time < 4; time++) {
      expect(await world.admit("wrong", THERE)).toBe("wrong_key");
      expect(await world.admit(null, THERE)).toBe("missing_key");
      expect(await world.admit("", THERE)).toBe("missing_key");
    }
    expect(await world.admit("wrong", THERE)).toBe("wrong_key");
    expect(await world.admit(null, THERE)).toBe("banned");
  });

  test("does not come of calls that are refused because remote management is off", async () => {
    const world = createWorld();
    world.settings.allowRemote = false;
    for (let time = 0; time < 6; time++) expect(await world.admit("wrong", THERE)).toBe("remote_disabled");
    world.settings.allowRemote = true;
    expect(await world.admit("right", THERE)).toBe("granted");
  });
});

describe("the secret", () => {
  test("may stand in plain text where the file could not be changed", async () => {
    const world = createWorld();
    world.settings.secretKey = secret("plain words");
    expect([await world.admit("plain words"), await world.admit("plain")]).toEqual(["granted", "wrong_key"]);
    expect(world.verified).toEqual([]);
  });

  test("may be none: then nobody is let in", async () => {
    const world = createWorld();
    world.settings.secretKey = null;
    expect(world.access.isEnabled()).toBe(false);
    expect(await world.admit("anything")).toBe("wrong_key");
  });
});

interface World {
  readonly access: Access;
  readonly clock: ReturnType<typeof createFakeClock>;
  readonly settings: { allowRemote: boolean; secretKey: ReturnType<typeof secret> | null };
  readonly verified: string[];
  fails: boolean;
  admit(key: string | null, address?: string): Promise<Admission["kind"]>;
}

/** `right` is the key of HASH; no key is that of another hash. */
function createWorld(): World {
  const clock = createFakeClock();
  const settings: World["settings"] = { allowRemote: true, secretKey: secret(HASH) };
  const verified: string[] = [];
  const access = createAccess({
    clock,
    sha256: sha256Hex,
    environmentPassword: null,
    settings: () => settings,
    passwords: {
      async verify(text, hash) {
        verified.push(text);
        await Promise.resolve();
        if (world.fails) throw new Error("out of threads");
        return text === "right" && hash === HASH;
      },
    },
  });
  const world: World = {
    access,
    clock,
    settings,
    verified,
    fails: false,
    admit: async (key, address = "127.0.0.1") =>
      (await access.admit({ address, isLocal: address === "127.0.0.1", key })).kind,
  };
  return world;
}

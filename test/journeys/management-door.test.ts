// Who gets into the management API, over real HTTP.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFile } from "node:fs/promises";

import { manage, MANAGEMENT_KEY } from "../support/management-client.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "../support/world.ts";

const REMOTE = { "trusted-proxies": ["127.0.0.1"] };

/** As if it came from that address. */
function from(address: string): { readonly headers: Readonly<Record<string, string>> } {
  return { headers: { "x-forwarded-for": address } };
}

describe("without a secret", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ accounts: 0 });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test.each(["GET /config", "PUT /debug", "OPTIONS /config", "GET /nothing", "GET"])(
    "%s is 404 and says nothing",
    async (call) => {
      expect(await manage(world)(call)).toMatchObject({ status: 404, body: "" });
    },
  );

  test("a secret written into the file opens the API at once, and its removal shuts it", async () => {
    await world.editConfig({ "remote-management": { "secret-key": MANAGEMENT_KEY } });
    await until("an open door", async () => (await manage(world)("GET /debug")).status === 200);
    await until("the hash in the file", async () => (await readFile(world.configFile, "utf8")).includes("$2b$"));
    await world.editConfig({ "remote-management": {} });
    await until("a shut door", async () => (await manage(world)("GET /debug")).status === 404);
  });
});

describe("with a secret in the file", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ accounts: 0, started: false });
    await world.editConfig(
      `# ours\nremote-management:\n  # keep it safe\n  secret-key: ${MANAGEMENT_KEY} # spoken\n  allow-remote: true\ntrusted-proxies: [127.0.0.1]\n`,
    );
    await world.start();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test("plain text is replaced by its hash at start, the comments stay", async () => {
    expect(await readFile(world.configFile, "utf8")).toMatch(
      /^# ours\nremote-management:\n {2}# keep it safe\n {2}secret-key: \$2b\$10\$\S{53} # spoken\n {2}allow-remote: true\n/,
    );
  });

  test.each([
    ["Bearer", { authorization: `Bearer ${MANAGEMENT_KEY}` }],
    ["bearer", { authorization: `bearer ${MANAGEMENT_KEY}` }],
    ["the key alone", { authorization: MANAGEMENT_KEY }],
    ["X-Management-Key", { authorization: "", "x-management-key": MANAGEMENT_KEY }],
  ])("the key is taken as %s", async (_form, headers) => {
    expect(await manage(world)("GET /debug", { headers })).toMatchObject({ status: 200, body: { debug: false } });
  });

  test("no key is 401, and is no guess however often", async () => {
    for (let time = 0; time < 7; time++) {
      const answer = await manage(world)("GET /debug", {
        headers: { authorization: "", "x-forwarded-for": "203.0.113.1" },
      });
      expect(answer).toMatchObject({ status: 401, body: { error: "missing management key" } });
    }
    expect(await manage(world)("GET /debug", from("203.0.113.1"))).toMatchObject({ status: 200 });
  });

  test("a wrong key is 401, and changes nothing", async () => {
    const answer = await manage(world, "guess")("PUT /debug", { body: { value: true } });
    expect(answer).toMatchObject({ status: 401, body: { error: "invalid management key" } });
    expect(await manage(world)("GET /debug")).toMatchObject({ body: { debug: false } });
  });

  test("five wrong keys in a row from one remote address ban it, the right key included, and no other", async () => {
    for (let time = 0; time < 5; time++) {
      expect((await manage(world, `guess ${time}`)("GET /debug", from("203.0.113.2"))).status).toBe(401);
    }
    const banned = await manage(world)("GET /debug", from("203.0.113.2"));
    expect(banned).toMatchObject({
      status: 403,
      body: {
        error: expect.stringMatching(/^IP banned due to too many failed attempts\. Try again in (29m\d+s|30m0s)$/),
      },
    });
    expect(Number(banned.headers.get("retry-after"))).toBeWithin(1790, 1801);
    expect((await manage(world)("GET /debug", from("203.0.113.3"))).status).toBe(200);
  });

  test("the right key in between begins the count anew", async () => {
    for (let time = 0; time < 8; time++) {
      expect((await manage(world, "guess")("GET /debug", from("203.0.113.4"))).status).toBe(401);
      if (time % 4 === 3) expect((await manage(world)("GET /debug", from("203.0.113.4"))).status).toBe(200);
    }
  });

  test("guesses sent all at once are counted one by one", async () => {
    const guesses = Array.from({ length: 12 }, (_, index) =>
      manage(world, `at once ${index}`)("GET /debug", from("203.0.113.5")),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 403)).toHaveLength(7);
  });

  test("this computer is never banned", async () => {
    for (let time = 0; time < 7; time++) expect((await manage(world, "guess")("GET /debug")).status).toBe(401);
    expect((await manage(world)("GET /debug")).status).toBe(200);
  });

  test("a client's key of the gateway is no management key, and the management key no client's", async () => {
    expect((await manage(world, "sk-client")("GET /debug")).status).toBe(401);
    const remote = { headers: { authorization: `Bearer ${MANAGEMENT_KEY}`, "x-forwarded-for": "203.0.113.6" } };
    expect((await world.get("/v1/models", remote)).status).toBe(401);
  });

  test.each(["GET /nothing", "POST /debug", "HEAD /debug", "DELETE /debug", "GET /debug/more", "GET"])(
    "%s is not there",
    async (call) => {
      expect((await manage(world)(call)).status).toBe(404);
    },
  );

  test("a slash at the end means nothing", async () => {
    expect(await manage(world)("GET /debug/")).toMatchObject({ status: 200 });
  });

  test("a page of another origin may call it, PATCH and Authorization included", async () => {
    const asked = await manage(world)("OPTIONS /debug", {
      headers: { authorization: "", origin: "https://panel.example" },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get("access-control-allow-origin")).toBe("*");
    expect(asked.headers.get("access-control-allow-methods")).toContain("PATCH");
    expect(asked.headers.get("access-control-allow-headers")).toContain("Authorization");
    for (const key of [MANAGEMENT_KEY, "guess"]) {
      expect((await manage(world, key)("GET /debug")).headers.get("access-control-allow-origin")).toBe("*");
    }
  });

  test("the gateway serves while keys are being checked", async () => {
    let checked = 0;
    const checks = Array.from({ length: 20 }, async (_, index) => {
      expect((await manage(world, `slow ${index}`)("GET /debug")).status).toBe(401);
      checked += 1;
    });
    await Promise.all(Array.from({ length: 20 }, async () => expect((await world.get("/health")).status).toBe(200)));
    expect(checked).toBeLessThan(20);
    await Promise.all(checks);
  });
});

describe("metrics", () => {
  test("are for this computer, and from elsewhere for the management key", async () => {
    const config = { ...REMOTE, "remote-management": { "secret-key": MANAGEMENT_KEY, "allow-remote": true } };
    await using world = await startWorld({ accounts: 0, config });
    const ask = async (headers: Readonly<Record<string, string>>): Promise<number> =>
      (await world.get("/metrics", { headers })).status;
    const away = { "x-forwarded-for": "203.0.113.1" };
    expect(await ask({})).toBe(200);
    expect(await ask(away)).toBe(403);
    expect(await ask({ ...away, authorization: "Bearer guess" })).toBe(403);
    expect(await ask({ ...away, authorization: `Bearer ${MANAGEMENT_KEY}` })).toBe(200);
  });
});

describe("from another computer, with allow-remote unset", () => {
  test("the right key is refused, here it is taken", async () => {
    await using world = await startWorld({
      accounts: 0,
      config: { ...REMOTE, "remote-management": { "secret-key": MANAGEMENT_KEY } },
    });
    expect(await manage(world)("GET /debug", from("203.0.113.1"))).toMatchObject({
      status: 403,
      body: { error: "remote management disabled" },
    });
    expect((await manage(world)("GET /debug")).status).toBe(200);
  });
});

describe("with MANAGEMENT_PASSWORD", () => {
  test("it is a key beside the file's; alone it opens the API, and not to other computers", async () => {
    await using world = await startWorld({
      accounts: 0,
      config: REMOTE,
      env: { MANAGEMENT_PASSWORD: "from outside" },
    });
    expect((await manage(world, "from outside")("GET /debug")).status).toBe(200);
    expect((await manage(world, "guess")("GET /debug")).status).toBe(401);
    expect((await manage(world, "from outside")("GET /debug", from("203.0.113.1"))).status).toBe(403);
    expect((await manage(world, "from outside")("PUT /debug", { body: { value: true } })).status).toBe(200);
    expect(await readFile(world.configFile, "utf8")).not.toContain("from outside");
  });
});

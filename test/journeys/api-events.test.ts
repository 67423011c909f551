// What happens, told to pages that listen, over a real gateway.

import { expect, test } from "bun:test";

import { eventViews } from "../../contract/event-views.ts";
import { chat } from "../support/asks.ts";
import { signIn } from "../support/api-client.ts";
import { listenToEvents } from "../support/event-stream.ts";
import { until } from "../support/until.ts";
import { requestIdOf, startWorld, type World } from "../support/world.ts";

async function ask(world: World): Promise<string> {
  const answer = await world.post("/v1/chat/completions", chat("hello"));
  await answer.text();
  return requestIdOf(answer);
}

test("a page is told of requests, accounts, quotas and settings as they change, in the contract's form", async () => {
  await using world = await startWorld({ accounts: 2 });
  const api = await signIn(world);
  await using page = await listenToEvents(world, api);
  expect(page.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  await page.hears("begun");
  const id = await ask(world);
  await page.hears("request_finished", (item) => item["id"] === id);
  await page.hears("quota_moved");
  await world.editConfig({ debug: true });
  await page.hears("settings_changed", (item) => (item["keys"] as string[]).includes("debug"));
  await world.editConfig("debug: perhaps\n");
  await page.hears("settings_rejected");
  const [ada] = world.accounts;
  if (ada === undefined) throw new Error("nobody");
  await world.editAuthFile(ada, { disabled: true });
  await page.hears("accounts_replaced");
  const told = page.heard().filter(({ event }) => event !== "begun");
  for (const { event, data } of told) {
    expect(data as unknown).toEqual(eventViews[event as keyof typeof eventViews].parse(data));
  }
  expect(new Set(told.map((one) => one.id)).size).toBe(told.length);
});

test("a page that comes back gets what it missed, and one that was away too long is told to begin anew", async () => {
  await using world = await startWorld({ accounts: 1 });
  const api = await signIn(world);
  const first = await listenToEvents(world, api);
  const { id: seen } = await first.hears("begun");
  first.leave();
  await first.ended();
  const missed = await ask(world);
  await using back = await listenToEvents(world, { cookie: api.cookie, lastEventId: seen });
  await back.hears("request_finished", (item) => item["id"] === missed);
  expect(back.heard().some(({ event }) => event === "begun" || event === "reset")).toBe(false);
  await using lost = await listenToEvents(world, { cookie: api.cookie, lastEventId: "era_before-12" });
  expect((await lost.hears("reset")).id).not.toBe("era_before-12");
});

test("a storm of requests is told in few pieces", async () => {
  await using world = await startWorld({ accounts: 4 });
  const api = await signIn(world);
  await using page = await listenToEvents(world, api);
  await page.hears("begun");
  const startedAt = Date.now();
  const ids = await Promise.all(Array.from({ length: 200 }, () => ask(world)));
  await page.hears("request_finished", (item) => item["id"] === ids.at(-1));
  const told = page.heard().filter(({ event }) => event === "request_finished");
  expect(told.length).toBeLessThanOrEqual(Math.ceil((Date.now() - startedAt) / 250) + 1);
  const count = told.reduce((sum, { data }) => sum + (data.items?.length ?? 0) + (data.omitted ?? 0), 0);
  expect(count).toBe(200);
});

test("a viewer may listen, and does not hear which programs people run", async () => {
  await using world = await startWorld({ accounts: 1 });
  const viewer = await signIn(world, "viewer");
  await using page = await listenToEvents(world, viewer);
  await page.hears("begun");
  await ask(world);
  const { data } = await page.hears("request_finished");
  expect(data.items?.[0]).toMatchObject({ user_agent: null });
});

test("pages that have gone, and questions about the address, take nobody's place", async () => {
  await using world = await startWorld({ accounts: 1 });
  const api = await signIn(world);
  for (let round = 0; round < 3; round += 1) {
    const pages = await Promise.all(Array.from({ length: 40 }, () => listenToEvents(world, api)));
    await Promise.all(pages.map((page) => page.hears("begun")));
    await api.raw("HEAD", "/api/events");
    for (const page of pages) page.leave();
    await Promise.all(pages.map((page) => page.ended()));
    await until("their places are free", async () => {
      await using page = await listenToEvents(world, api);
      return page.status === 200;
    });
  }
});

test("nobody listens without a session", async () => {
  await using world = await startWorld({ accounts: 1 });
  const page = await listenToEvents(world, { cookie: "" });
  expect(page.status).toBe(401);
});

test("an open page does not keep a stop waiting", async () => {
  await using world = await startWorld({ accounts: 1, config: { "shutdown-grace-seconds": 30 } });
  const api = await signIn(world);
  await using page = await listenToEvents(world, api);
  await page.hears("begun");
  expect(await world.stop()).toBe(0);
  await page.ended();
});

test("the line ends with the session", async () => {
  await using world = await startWorld({ accounts: 1 });
  const api = await signIn(world);
  await using page = await listenToEvents(world, api);
  await page.hears("begun");
  await api.call("post", "/api/dashboard-auth/logout");
  // After five seconds of silence, or twenty pieces of news, the session is looked at.
  await page.ended();
}, 20_000);

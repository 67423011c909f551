import { expect, test } from "bun:test";

import { OpenAPIHono } from "@hono/zod-openapi";

import type { ApiApp } from "./api-env.ts";
import { createApiDoor } from "./door.ts";

const PEER = "127.0.0.1";
const ask = (): Request => new Request("http://localhost/api/about");

test("is opened by the first call, once, however many come at a time", async () => {
  let opened = 0;
  const door = createApiDoor(async () => {
    opened += 1;
    return app();
  });
  expect(door(new Request("http://localhost/v1/models"), PEER)).toBeNull();
  expect(opened).toBe(0);
  const answers = await Promise.all([door(ask(), PEER), door(ask(), PEER)]);
  expect(answers.map((answer) => answer?.status)).toEqual([200, 200]);
  expect(opened).toBe(1);
});

test("that could not be opened is tried again by the next call", async () => {
  let tries = 0;
  const door = createApiDoor(async () => {
    tries += 1;
    if (tries === 1) throw new Error("too many open files");
    return app();
  });
  await expect(door(ask(), PEER)).rejects.toThrow("too many open files");
  expect((await door(ask(), PEER))?.status).toBe(200);
  expect(tries).toBe(2);
});

function app(): ApiApp {
  const made: ApiApp = new OpenAPIHono();
  made.get("/api/about", (context) => context.json({}));
  return made;
}

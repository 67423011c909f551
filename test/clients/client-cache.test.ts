import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { clientFolder } from "./client-cache.ts";
import clients from "./clients.json";

let cache: string;
const said: string[] = [];
const say = (text: string): void => void said.push(text);

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), "switchyard-client-cache-"));
  said.length = 0;
});
afterEach(() => rm(cache, { recursive: true, force: true }));

test("a client is fetched once, whole and in its version, however many ask for it at once", async () => {
  const [first, second] = await Promise.all([
    clientFolder("openai-sdk", { cache, say }),
    clientFolder("openai-sdk", { cache, say }),
  ]);
  expect(second).toBe(first);
  const manifest = await readFile(join(first, "node_modules", "openai", "package.json"), "utf8");
  expect((JSON.parse(manifest) as { version: string }).version).toBe(clients["openai-sdk"].openai);
  // Nothing half-made is left beside it.
  expect(await readdir(cache)).toHaveLength(1);
  said.length = 0;
  expect(await clientFolder("openai-sdk", { cache, say })).toBe(first);
  expect(said).toEqual([]);
}, 120_000);

test("without a network it is told which client is missing and why, and nothing is left behind", async () => {
  const offline = ["--offline", "--cache", join(cache, "empty")];
  const fetched = clientFolder("openai-sdk", { cache: join(cache, "clients"), say, npmArgs: offline });
  const { openai } = clients["openai-sdk"];
  await expect(fetched).rejects.toThrow(`openai@${openai}: the package registry cannot be reached`);
  expect(await readdir(join(cache, "clients"))).toEqual([]);
  expect(said.join("")).toContain("failed");
}, 60_000);

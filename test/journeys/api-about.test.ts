// Which Switchyard answers, and from which folder.

import { afterAll, beforeAll, expect, test } from "bun:test";

import { type SignedIn, signIn } from "../support/api-client.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
let operator: SignedIn;
beforeAll(async () => {
  world = await startWorld({ accounts: 0 });
  operator = await signIn(world);
});
afterAll(() => world[Symbol.asyncDispose]());

test("the operator learns the version and the folders in use", async () => {
  expect(await operator.call("get", "/api/about")).toEqual({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    data_dir: world.dataDir,
    config_file: world.configFile,
    auth_dir: `${world.dataDir}/auths`,
  });
});

test("viewers are not told where things are kept", async () => {
  const viewer = await signIn(world, "viewer");
  expect(await viewer.refused("GET", "/api/about")).toMatchObject({ status: 403, code: "read_only_access" });
});

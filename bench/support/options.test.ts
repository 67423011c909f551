import { expect, test } from "bun:test";

import { readOptions } from "./options.ts";

const KNOWN = { peers: ["bare", "nginx", "other"], parts: ["a", "b", "e"] };

test("a full run measures everybody at everything", () => {
  const { peers, parts, quick } = readOptions([], KNOWN);
  expect([...peers]).toEqual(KNOWN.peers);
  expect([...parts]).toEqual(KNOWN.parts);
  expect(quick).toBe(false);
});

test("a quick run leaves out whoever is slow to get, unless they are named", () => {
  expect(readOptions(["--quick"], KNOWN).peers.has("other")).toBe(false);
  expect(readOptions(["--quick", "--peers=other"], KNOWN).peers.has("other")).toBe(true);
});

test("what nobody knows is refused with what there is", () => {
  expect(() => readOptions(["--peers=neighbour"], KNOWN)).toThrow(
    "--peers: no 'neighbour' here, only bare, nginx, other",
  );
  expect(() => readOptions(["--only=z"], KNOWN)).toThrow("--only: no 'z' here");
  expect(() => readOptions(["--rounds=0"], KNOWN)).toThrow("--rounds: a whole number from 1, not '0'");
});

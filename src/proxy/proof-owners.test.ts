import { expect, test } from "bun:test";
import { createProofOwners } from "./proof-owners.ts";

const same = (text: string): string => text;

test("a proof is whose it was noted for last, and of whom nobody knows until then", () => {
  const owners = createProofOwners(same);
  expect(owners.ownerOf("p")).toBeUndefined();
  owners.note("p", "ada");
  owners.note("q", "ben");
  expect([owners.ownerOf("p"), owners.ownerOf("q"), owners.ownerOf("r")]).toEqual(["ada", "ben", undefined]);
  owners.note("p", "ben");
  expect(owners.ownerOf("p")).toBe("ben");
});

test("the oldest are forgotten first; what is told again is new", () => {
  const owners = createProofOwners(same, { mostProofs: 2 });
  for (const proof of ["p", "q", "p", "r"]) owners.note(proof, "ada");
  expect(["p", "q", "r"].map((proof) => owners.ownerOf(proof))).toEqual(["ada", undefined, "ada"]);
});

test("nothing is remembered of a thought without a proof", () => {
  const owners = createProofOwners(same);
  owners.note("", "ada");
  expect(owners.ownerOf("")).toBeUndefined();
});

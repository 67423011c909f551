import { expect, test } from "bun:test";

import { sampleClientKey } from "../../test/support/sample-client-key.ts";
import type { ClientKey } from "../domain/client-key.ts";
import { createKeyRing } from "./key-ring.ts";

function setUp(first: readonly ClientKey[]) {
  const store = { keys: first, stamp: "1", lists: 0, whileListing: () => undefined as void };
  const ring = createKeyRing({
    keys: {
      stamp: async () => store.stamp,
      async list() {
        store.lists += 1;
        const { keys } = store;
        store.whileListing();
        return keys;
      },
    },
  });
  return { store, ring };
}

const one = sampleClientKey({ id: "key_1" });
const two = sampleClientKey({ id: "key_2" });

test("a key is found by its hash, and no more once that is another or the key is gone", async () => {
  const { ring } = setUp([one, two]);
  await ring.refresh();
  expect(ring.find(one.hash)).toBe(one);
  ring.put({ ...one, hash: "new" });
  expect(ring.find(one.hash)).toBeNull();
  expect(ring.find("new")?.id).toBe("key_1");
  ring.remove("key_2");
  expect(ring.find(two.hash)).toBeNull();
  expect(ring.all().map(({ id }) => id)).toEqual(["key_1"]);
});

test("the list is read again only where something has changed", async () => {
  const { store, ring } = setUp([one]);
  expect([await ring.refresh(), await ring.refresh()]).toEqual([true, false]);
  store.stamp = "2";
  store.keys = [two];
  expect(await ring.refresh()).toBe(true);
  expect([store.lists, ring.find(one.hash), ring.find(two.hash)]).toEqual([2, null, two]);
});

test("a list that was read while a key was withdrawn here does not bring it back", async () => {
  const { store, ring } = setUp([one]);
  await ring.refresh();
  store.stamp = "2";
  store.whileListing = () => ring.remove(one.id);
  expect(await ring.refresh()).toBe(false);
  expect(ring.find(one.hash)).toBeNull();
  store.keys = [];
  store.whileListing = () => undefined;
  expect(await ring.refresh()).toBe(true);
});

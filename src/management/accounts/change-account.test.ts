// What a disk or a configuration that cannot be written does to changes of accounts; all else is in the journeys.

import { expect, test } from "bun:test";

import { makeAccount } from "../../../test/support/pool-world.ts";
import { liveAccount } from "../../pool/live-account.ts";
import { type ChangeDeps, deleteAccount, pauseAccount } from "./change-account.ts";

const live = liveAccount({ ...makeAccount("ada"), fileName: "ada.json" }, null, 0);

function deps(shelf: Partial<ChangeDeps["shelf"]>): { readonly deps: ChangeDeps; readonly forgotten: string[] } {
  const forgotten: string[] = [];
  const pool: ChangeDeps["pool"] = {
    accounts: () => [live],
    reset: () => [],
    forget: async (id) => void forgotten.push(id),
  };
  const document: ChangeDeps["document"] = {
    inForce: () => ({ config: {} as never, values: {} }),
    edit: () => Promise.reject(new Error("no account stands there")),
  };
  const whole = { known: () => [], edit: async () => "edited" as const, remove: async () => [], ...shelf };
  const pauseDecided = async (): Promise<void> => undefined;
  return { deps: { pool, document, shelf: whole, authIndexes: () => new Map(), pauseDecided }, forgotten };
}

const readOnly = async (): Promise<never> => {
  throw Object.assign(new Error("read-only"), { code: "EROFS" });
};

test("a folder that cannot be written is said, and the account is not forgotten", async () => {
  const given = deps({ edit: readOnly, remove: readOnly });
  const refusal = { kind: "auth_file_broken", reason: "The folder of auth files cannot be written (EROFS)" } as const;
  expect(await pauseAccount(given.deps, live.id)).toEqual(refusal);
  expect(await deleteAccount(given.deps, live.id)).toEqual(refusal);
  expect(given.forgotten).toEqual([]);
});

test("a file that is gone or broken is said by its name", async () => {
  expect(await pauseAccount(deps({ edit: async () => "missing" }).deps, live.id)).toEqual({
    kind: "auth_file_broken",
    reason: "ada.json is gone",
  });
  expect(await pauseAccount(deps({ edit: async () => "broken" }).deps, live.id)).toMatchObject({
    reason: "ada.json holds no JSON object",
  });
});

test("a defect of ours is not taken for a disk's", async () => {
  const given = deps({
    edit: async () => {
      throw new TypeError("ours");
    },
  });
  await expect(pauseAccount(given.deps, live.id)).rejects.toThrow("ours");
});

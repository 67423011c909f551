import { expect, test } from "bun:test";

import { createTrustedProxies } from "../client-address.ts";
import { createManagementApi } from "./management.ts";

test("a database that is away is no defect, and said to be away", async () => {
  const defects: unknown[] = [];
  const away = new Error("away");
  const noProxies = createTrustedProxies([]);
  const throwing = (path: string, error: Error) => ({
    method: "GET" as const,
    path,
    handle: () => Promise.reject(error),
  });
  const api = createManagementApi({
    routes: [throwing("/away", away), throwing("/broken", new Error("broken"))],
    access: { isEnabled: () => true, admit: () => ({ kind: "granted" }) },
    trustedProxies: () => noProxies,
    audit: async () => {},
    isStoreAway: (error) => error === away,
    defect: (error) => void defects.push(error),
  });
  const ask = async (path: string) => {
    const answer = await api(new Request(`http://127.0.0.1/v0/management${path}`), "127.0.0.1");
    return [answer?.status, await answer?.json()];
  };
  expect(await ask("/away")).toEqual([503, { error: "the database is away" }]);
  expect(defects).toEqual([]);
  expect(await ask("/broken")).toEqual([500, { error: "internal error" }]);
  expect(defects).toHaveLength(1);
});

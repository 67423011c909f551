// What is done with one account or many: tells how it went, and offers the way back where there is one.

import { useIsMutating, useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { toast } from "sonner";

import type { Answer, Input } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";
import { errorText, refusalText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { withoutReading } from "../../lib/live-queries.ts";
import { type Account, type AccountList, accountsQuery, ACCOUNTS_KEY } from "./accounts-query.ts";
import { counted } from "./counted.ts";
import { DONE_TEXT, TEXT } from "./messages.ts";
import { undoOf, type Wish } from "./wishes.ts";

type Results = Answer<"post", "/api/accounts/batch">["results"];

/** So many a call: a pool of thousands shows that it gets on. What asks the upstreams takes its time. */
const PORTION = 200;
const SLOW_PORTION = 50;
const SLOW: ReadonlySet<Wish["action"]> = new Set(["refresh_quota", "refresh_token"]);

export type RunWish = (accounts: readonly Account[], wish: Wish) => Promise<void>;

const WISH_KEY = ["accounts", "wish"] as const;

/** Whether something is being done with accounts at this moment. */
export function useIsActing(): boolean {
  return useIsMutating({ mutationKey: WISH_KEY }) > 0;
}

/** Never throws: toasts tell how it went. */
export function useRunWish(): RunWish {
  const t = useText();
  const client = useQueryClient();
  const { mutateAsync } = useMutation({ mutationKey: WISH_KEY, mutationFn: inPortions });

  return useCallback(
    async function run(accounts, wish) {
      const count = counted(accounts.length);
      const id = toast.loading(t(TEXT.working, { count }));
      const back = optimistic(client, accounts, wish);
      const tell = (done: number): void =>
        void toast.loading(t(TEXT.workingOn, { done: counted(done), count }), { id });
      const work = (): Promise<Results> => mutateAsync({ accounts, wish, tell });
      try {
        const results = await (SLOW.has(wish.action) ? work() : withoutReading(work));
        const failures = results.filter(({ ok }) => !ok);
        const undo = undoOf(accounts, results, wish);
        const action = undo === null ? {} : { action: { label: t(TEXT.undo), onClick: () => void runAll(undo, run) } };
        if (failures.length === 0) {
          toast.success(t(DONE_TEXT[wish.action], { count }), { id, ...action });
          return;
        }
        back();
        const done = counted(results.length - failures.length);
        const [failed] = failures;
        const reason = failed?.error == null ? "" : refusalText(failed.error);
        toast.error(t(TEXT.partlyDone, { done, failed: counted(failures.length), reason }), { id, ...action });
      } catch (error) {
        back();
        toast.error(errorText(error), { id });
      } finally {
        await client.invalidateQueries({ queryKey: ACCOUNTS_KEY });
      }
    },
    [client, t, mutateAsync],
  );
}

/** Writes the settings of one account; `fields` are the changed ones alone. */
export function useEditAccount() {
  const client = useQueryClient();
  const t = useText();
  return useMutation({
    mutationFn: (input: Input<"patch", "/api/accounts/{account_id}">) =>
      api.call("patch", "/api/accounts/{account_id}", input),
    onSuccess: () => void toast.success(t(DONE_TEXT.edit, { count: 1 })),
    onError: (error) => void toast.error(errorText(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ACCOUNTS_KEY }),
  });
}

async function runAll(wishes: readonly (readonly [readonly Account[], Wish])[], run: RunWish): Promise<void> {
  for (const [accounts, wish] of wishes) await run(accounts, wish);
}

interface Work {
  readonly accounts: readonly Account[];
  readonly wish: Wish;
  readonly tell: (done: number) => void;
}

/** Throws ApiFailure where nothing could be done. */
async function inPortions({ accounts, wish, tell }: Work): Promise<Results> {
  const [only] = accounts;
  if (accounts.length === 1 && only !== undefined) {
    await one(only.account_id, wish);
    return [{ account_id: only.account_id, ok: true, error: null }];
  }
  const results: Results = [];
  const size = SLOW.has(wish.action) ? SLOW_PORTION : PORTION;
  for (let from = 0; from < accounts.length; from += size) {
    const account_ids = accounts.slice(from, from + size).map(({ account_id }) => account_id);
    const portion = await api.call("post", "/api/accounts/batch", { json: { account_ids, ...wish } });
    results.push(...portion.results);
    if (results.length < accounts.length) tell(results.length);
  }
  return results;
}

/** By the call of its own, so that the audit knows whom it concerns. Throws ApiFailure. */
async function one(account_id: string, wish: Wish): Promise<unknown> {
  const input = { params: { account_id } };
  switch (wish.action) {
    case "pause":
      return api.call("post", "/api/accounts/{account_id}/pause", input);
    case "reactivate":
      return api.call("post", "/api/accounts/{account_id}/reactivate", input);
    case "delete":
      return api.call("delete", "/api/accounts/{account_id}", input);
    case "reset_cooldown":
      return api.call("post", "/api/accounts/{account_id}/reset-cooldown", input);
    case "refresh_token":
      return api.call("post", "/api/accounts/{account_id}/refresh-token", input);
    case "refresh_quota":
      return api.call("post", "/api/accounts/{account_id}/refresh-quota", input);
    case "edit":
      return api.call("patch", "/api/accounts/{account_id}", { ...input, json: wish.fields });
    case "append_note": {
      const { results } = await api.call("post", "/api/accounts/batch", {
        json: { account_ids: [account_id], ...wish },
      });
      const error = results[0]?.error ?? null;
      if (error !== null) throw new Error(refusalText(error));
      return results;
    }
  }
}

/** The switch is where it was put before the gateway has answered. Gives the way back. */
function optimistic(
  client: ReturnType<typeof useQueryClient>,
  accounts: readonly Account[],
  { action }: Wish,
): () => void {
  if (action !== "pause" && action !== "reactivate") return () => undefined;
  const isPause = action === "pause";
  const ids = new Set(accounts.map(({ account_id }) => account_id));
  const { queryKey } = accountsQuery;
  const before = client.getQueryData<AccountList>(queryKey);
  void client.cancelQueries({ queryKey });
  client.setQueryData<AccountList>(queryKey, (list) =>
    list === undefined
      ? list
      : {
          ...list,
          accounts: list.accounts.map((account) =>
            ids.has(account.account_id) && account.paused !== isPause ? { ...account, paused: isPause } : account,
          ),
        },
  );
  return () => client.setQueryData(queryKey, before);
}

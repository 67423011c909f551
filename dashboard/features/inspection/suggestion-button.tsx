// The one click that follows a suggestion. What cannot be undone asks first, and offers the gentler way.

import { useState } from "react";

import { addressOf } from "../../lib/address-of.ts";
import { useText } from "../../lib/i18n.ts";
import { maskText, useMasked } from "../../lib/mask.ts";
import { useMayChange } from "../../lib/session.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { isTodo } from "./groups.ts";
import type { Result, Wish } from "./inspection-query.ts";
import { TEXT } from "./messages.ts";
import { useApplying } from "./use-apply.ts";
import { SUGGESTION_TEXT } from "./words.ts";

export function SuggestionButton({ runId, result }: { readonly runId: string; readonly result: Result }) {
  const t = useText();
  const mayChange = useMayChange();
  const isMasked = useMasked();
  const { isBusy, apply } = useApplying(runId);
  const [isAsking, setAsking] = useState(false);
  const { account_id, label, suggestion } = result;
  const act = (action: Wish["action"]): Promise<void> => apply([{ account_id, action }]);
  if (!isTodo(result) || suggestion === "keep") return null;
  if (suggestion === "relogin") {
    return (
      <a
        href={addressOf("/logins", { account: account_id })}
        className="inline-flex h-9 items-center rounded-md border bg-surface px-3 font-medium hover:bg-sunken"
      >
        {t(SUGGESTION_TEXT.relogin)}
      </a>
    );
  }
  if (!mayChange) return <span className="text-sm text-soft">{t(SUGGESTION_TEXT[suggestion])}</span>;
  const isDelete = suggestion === "delete";
  return (
    <>
      <Button busy={isBusy} onClick={() => (isDelete ? setAsking(true) : void act(suggestion).catch(() => undefined))}>
        {t(SUGGESTION_TEXT[suggestion])}
      </Button>
      {isDelete && (
        <Confirm
          open={isAsking}
          onClose={() => setAsking(false)}
          title={t(TEXT.deleteTitle, { name: isMasked ? maskText(label) : label })}
          action={t(SUGGESTION_TEXT.delete)}
          danger
          onConfirm={() => act("delete")}
          instead={
            <Button
              onClick={() =>
                void act("disable").then(
                  () => setAsking(false),
                  () => undefined,
                )
              }
            >
              {t(TEXT.disableInstead)}
            </Button>
          }
        >
          {t(TEXT.deleteNote)}
        </Confirm>
      )}
    </>
  );
}

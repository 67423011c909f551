// Which models an account serves, to copy, to close, and to open again.

import { Ban, Undo2 } from "lucide-react";
import { useState } from "react";

import { useText } from "../../lib/i18n.ts";
import { cx } from "../../lib/cx.ts";
import { Badge } from "../../ui/badge.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { INPUT_CLASS } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { useEditAccount } from "./account-actions.ts";
import { useAccountCommands } from "./account-commands.ts";
import type { AccountDetails } from "./account-query.ts";
import { DRAWER_TEXT } from "./drawer-messages.ts";
import { Section } from "./section.tsx";

export function ModelsTab({ account }: { readonly account: AccountDetails }) {
  const t = useText();
  const { mayChange } = useAccountCommands();
  const edit = useEditAccount();
  const [query, setQuery] = useState("");
  const { account_id, prefix, models, excluded_models, model_aliases } = account;
  const aliases = new Set(model_aliases.map(({ alias }) => alias));
  const shown = models.filter((model) => model.toLowerCase().includes(query.toLowerCase()));
  const exclude = (next: readonly string[]): void =>
    edit.mutate({ params: { account_id }, json: { excluded_models: next.length === 0 ? null : [...next] } });
  /** Of an own name that stands there without its prefix. */
  const canExclude = (model: string): boolean =>
    mayChange && !aliases.has(model) && !(prefix !== null && model.startsWith(`${prefix}/`));
  return (
    <div className="flex flex-col gap-6">
      <Section title={t(DRAWER_TEXT.modelRules)} note={t(DRAWER_TEXT.modelsNote, { count: models.length })}>
        {models.length === 0 ? (
          <EmptyState title={t(DRAWER_TEXT.modelsNone)}>{t(DRAWER_TEXT.modelsNoneNote)}</EmptyState>
        ) : (
          <>
            <input
              type="search"
              aria-label={t(DRAWER_TEXT.findModel)}
              placeholder={t(DRAWER_TEXT.findModel)}
              value={query}
              onChange={({ currentTarget }) => setQuery(currentTarget.value)}
              className={cx(INPUT_CLASS, "h-9")}
            />
            <ul className="flex flex-col divide-y rounded-lg border">
              {shown.map((model) => (
                <li key={model} className="flex items-center gap-1 px-3 py-1">
                  <code className="min-w-0 grow text-xs">{model}</code>
                  <ClosedBadge account={account} model={model} />
                  {canExclude(model) && (
                    <IconButton
                      size="small"
                      label={t(DRAWER_TEXT.exclude, { model })}
                      disabled={edit.isPending}
                      onClick={() => exclude([...excluded_models, model])}
                    >
                      <Ban aria-hidden className="size-4" />
                    </IconButton>
                  )}
                  <CopyButton text={model} label={t(DRAWER_TEXT.copyModel, { model })} />
                </li>
              ))}
            </ul>
          </>
        )}
      </Section>
      {excluded_models.length > 0 && (
        <Section title={t(DRAWER_TEXT.excludedTitle)}>
          <ul className="flex flex-col divide-y rounded-lg border">
            {excluded_models.map((model) => (
              <li key={model} className="flex items-center gap-1 px-3 py-1">
                <code className="min-w-0 grow text-xs text-soft line-through">{model}</code>
                {mayChange && (
                  <IconButton
                    size="small"
                    label={t(DRAWER_TEXT.allow, { model })}
                    disabled={edit.isPending}
                    onClick={() => exclude(excluded_models.filter((one) => one !== model))}
                  >
                    <Undo2 aria-hidden className="size-4" />
                  </IconButton>
                )}
              </li>
            ))}
          </ul>
        </Section>
      )}
    </div>
  );
}

/** It does not serve this model for a while. */
function ClosedBadge({ account, model }: { readonly account: AccountDetails; readonly model: string }) {
  const closed = account.closed_models.find((one) => one.model === model);
  if (closed === undefined) return null;
  return (
    <Badge tone="warn" className="shrink-0">
      {closed.reason} · <Time at={closed.until} />
    </Badge>
  );
}

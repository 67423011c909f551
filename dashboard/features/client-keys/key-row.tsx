// One key of the list: who it is, how much is used of what it is held to, what can be done with it.

import { BarChart3, MoreVertical, Pencil, RefreshCw, RotateCcw, ToggleLeft, ToggleRight, Trash2 } from "lucide-react";

import { compactNumber, usdText, wholeNumber } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { Badge, type Tone } from "../../ui/badge.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Menu, type MenuEntry } from "../../ui/menu.tsx";
import { Time } from "../../ui/time.tsx";
import type { ClientKey } from "./client-keys-query.ts";
import { type KeyStanding, standingOf } from "./key-standing.ts";
import { LimitBars } from "./limit-bars.tsx";
import { TEXT } from "./messages.ts";

export type KeyWish = "usage" | "edit" | "regenerate" | "reset" | "toggle" | "delete";

const LOOKS: Readonly<Record<KeyStanding, Tone>> = {
  active: "good",
  disabled: "plain",
  expired: "warn",
  used_up: "bad",
};
const ICON = "size-4";

export function KeyRow({
  clientKey: key,
  onWish,
  mayChange,
}: {
  readonly clientKey: ClientKey;
  readonly onWish: (wish: KeyWish) => void;
  readonly mayChange: boolean;
}) {
  const t = useText();
  const standing = standingOf(key);
  return (
    <li className="grid gap-x-6 gap-y-3 px-4 py-3 lg:grid-cols-[minmax(14rem,1.1fr)_minmax(16rem,1.5fr)_minmax(12rem,1fr)_4rem]">
      <div className="flex min-w-0 items-start gap-2">
        <div className="min-w-0 grow">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <button
              type="button"
              className="min-w-0 text-left font-medium hover:text-accent hover:underline"
              onClick={() => onWish("usage")}
            >
              {key.name}
            </button>
            <Badge tone={LOOKS[standing]}>{t(TEXT[standing])}</Badge>
          </div>
          {key.key_prefix !== null && <p className="font-mono text-xs text-soft">{key.key_prefix}…</p>}
          <Restrictions clientKey={key} />
        </div>
        <div className="lg:hidden">
          <Actions clientKey={key} onWish={onWish} mayChange={mayChange} />
        </div>
      </div>
      <LimitBars limits={key.limits} />
      <Standing clientKey={key} />
      <div className="hidden lg:flex lg:justify-end">
        <Actions clientKey={key} onWish={onWish} mayChange={mayChange} />
      </div>
    </li>
  );
}

function Restrictions({
  clientKey: { allowed_models: models, allowed_accounts: accounts },
}: {
  readonly clientKey: ClientKey;
}) {
  const t = useText();
  if (models === null && accounts === null) return null;
  return (
    <p className="flex flex-wrap gap-1 pt-1">
      {models !== null && (
        <span title={models.join("\n")}>
          <Badge>{models.length === 1 ? models[0] : t(TEXT.onlyModels, { count: models.length })}</Badge>
        </span>
      )}
      {accounts !== null && <Badge>{t(TEXT.onlyAccounts, { count: accounts.length })}</Badge>}
    </p>
  );
}

function Standing({ clientKey: key }: { readonly clientKey: ClientKey }) {
  const t = useText();
  const { totals, concurrency, in_flight: count } = key;
  const running = concurrency === null ? t(TEXT.running, { count }) : t(TEXT.runningOf, { count, most: concurrency });
  return (
    <div className="flex min-w-0 flex-col text-xs text-soft">
      <span>
        {key.last_used_at === null ? (
          t(TEXT.neverUsed)
        ) : (
          <>
            {t(TEXT.lastUsed)} <Time at={key.last_used_at} past />
          </>
        )}
        {(count > 0 || concurrency !== null) && ` · ${running}`}
      </span>
      {key.expires_at !== null && (
        <span>
          {t(TEXT.expires)} <Time at={key.expires_at} />
        </span>
      )}
      {totals !== null && totals.requests > 0 && (
        <span>
          {t(TEXT.totals, {
            requests: wholeNumber(totals.requests),
            tokens: compactNumber(totals.input_tokens + totals.output_tokens),
            cost: usdText(totals.cost_usd),
          })}
        </span>
      )}
    </div>
  );
}

function Actions({ clientKey: key, onWish, mayChange }: Parameters<typeof KeyRow>[0]) {
  const t = useText();
  const entry = (wish: KeyWish, label: string, icon: MenuEntry["icon"]): MenuEntry => ({
    ...{ label, icon, danger: wish === "delete" },
    onSelect: () => onWish(wish),
  });
  const change = mayChange && key.source === "dashboard";
  return (
    <div className="flex gap-1">
      <IconButton label={t(TEXT.usageOf, { name: key.name })} size="small" onClick={() => onWish("usage")}>
        <BarChart3 aria-hidden className={ICON} />
      </IconButton>
      {change && (
        <Menu
          trigger={
            <IconButton label={t(TEXT.more, { name: key.name })} size="small">
              <MoreVertical aria-hidden className={ICON} />
            </IconButton>
          }
          entries={[
            [
              entry("edit", t(TEXT.edit), <Pencil className={ICON} />),
              key.enabled
                ? entry("toggle", t(TEXT.disable), <ToggleLeft className={ICON} />)
                : entry("toggle", t(TEXT.enable), <ToggleRight className={ICON} />),
              entry("regenerate", t(TEXT.regenerate), <RefreshCw className={ICON} />),
              ...(key.limits.length > 0 ? [entry("reset", t(TEXT.resetUsage), <RotateCcw className={ICON} />)] : []),
            ],
            [entry("delete", t(TEXT.remove), <Trash2 className={ICON} />)],
          ]}
        />
      )}
    </div>
  );
}

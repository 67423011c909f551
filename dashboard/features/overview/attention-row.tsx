// One thing that somebody should look at, and the one click that mends it.

import { addressOf } from "../../lib/address-of.ts";
import { failureText } from "../../lib/gateway-words.ts";
import { type Text, useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Private } from "../../ui/private.tsx";
import { TextWithTime } from "../../ui/text-with-time.tsx";
import { TEXT } from "./messages.ts";
import type { Attention } from "./overview-query.ts";
import { useMend } from "./use-mend.ts";

type Kind = Exclude<Attention["kind"], "account"> | NonNullable<Attention["account_problem"]>;

const NAMES: Readonly<Record<Kind, Text>> = {
  reauth_required: TEXT.reauthRequired,
  deactivated: TEXT.deactivated,
  rate_limited: TEXT.rateLimited,
  quota_exceeded: TEXT.quotaExceeded,
  backing_off: TEXT.backingOff,
  auth_file: TEXT.authFile,
  config: TEXT.config,
  records_dropped: TEXT.recordsDropped,
};

export function AttentionRow({ item }: { readonly item: Attention }) {
  const t = useText();
  const mayChange = useMayChange();
  const kind = kindOf(item);
  const problem = failureText({ code: item.code, message: item.problem });
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2 py-2.5 first:pt-0 last:pb-0">
      <div className="min-w-0 grow basis-48">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Subject item={item} />
          <Badge tone={item.until === null && item.kind !== "config" ? "bad" : "warn"}>
            {kind === null ? item.kind : t(NAMES[kind])}
          </Badge>
        </p>
        <p className="line-clamp-2 text-xs text-soft" title={item.problem}>
          {item.until !== null && (
            <>
              <TextWithTime text={TEXT.healsAt} gap="relative" at={item.until} />
              {" · "}
            </>
          )}
          {problem}
        </p>
      </div>
      {mayChange && kind !== null && <MendButton item={item} kind={kind} />}
    </li>
  );
}

function Subject({ item: { kind, account_id: id, subject } }: { readonly item: Attention }) {
  if (id === null) {
    // A file is named after its account.
    return <span className="font-medium">{kind === "auth_file" ? <Private>{subject}</Private> : subject}</span>;
  }
  return (
    <a href={addressOf("/accounts", { account: id })} className="min-w-0 truncate font-medium hover:underline">
      <Private>{subject}</Private>
    </a>
  );
}

function MendButton({ item, kind }: { readonly item: Attention; readonly kind: Kind }) {
  const t = useText();
  const mend = useMend({ id: item.account_id ?? "", label: item.subject });
  switch (kind) {
    case "reauth_required":
      return (
        <MendLink text={TEXT.signInAgain} href={addressOf("/logins", { account: item.account_id ?? undefined })} />
      );
    case "deactivated":
      return (
        <Button size="small" busy={mend.isBusy} onClick={mend.pause}>
          {t(TEXT.pause)}
        </Button>
      );
    case "rate_limited":
    case "quota_exceeded":
    case "backing_off":
      return (
        <Button size="small" busy={mend.isBusy} onClick={mend.useNow}>
          {t(TEXT.useNow)}
        </Button>
      );
    case "auth_file":
      return <MendLink text={TEXT.openFiles} href={addressOf("/accounts")} />;
    case "config":
      return <MendLink text={TEXT.openSettings} href={addressOf("/settings")} />;
    case "records_dropped":
      return <MendLink text={TEXT.openLogs} href={addressOf("/logs")} />;
  }
}

function MendLink({ text, href }: { readonly text: Text; readonly href: string }) {
  const t = useText();
  return (
    <a
      href={href}
      className="inline-flex h-7 shrink-0 items-center rounded-md border bg-surface px-2 text-xs font-medium hover:bg-sunken"
    >
      {t(text)}
    </a>
  );
}

function kindOf({ kind, account_problem: problem }: Attention): Kind | null {
  return kind === "account" ? problem : kind;
}

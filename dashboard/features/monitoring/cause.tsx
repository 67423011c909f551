// A cause of failure in words, and the way to where it is mended.

import { ArrowRight } from "lucide-react";

import { addressOf } from "../../lib/address-of.ts";
import { cx } from "../../lib/cx.ts";
import { say, useText } from "../../lib/i18n.ts";
import { CAUSES, REMEDIES, type Remedy } from "./cause-messages.ts";

/** One that only a newer gateway or an upstream knows is shown as it is. */
export function causeText(code: string): string {
  const known = CAUSES[code];
  return known === undefined ? code : say(known.text);
}

const ADDRESSES: Readonly<Record<Remedy, string>> = {
  quota: addressOf("/quota"),
  accounts: addressOf("/accounts", { status: "problem" }),
  queue: addressOf("/queue"),
  keys: addressOf("/client-keys"),
  models: addressOf("/providers"),
  limits: addressOf("/settings", { tab: "limits" }),
  logs: addressOf("/logs", { level: "error" }),
};

/** Nothing where nothing here mends it. */
export function RemedyLink({ code, className }: { readonly code: string; readonly className?: string }) {
  const t = useText();
  const remedy = CAUSES[code]?.remedy;
  if (remedy === undefined) return null;
  return (
    <a
      href={ADDRESSES[remedy]}
      className={cx(
        "inline-flex items-center gap-1 text-xs font-medium text-accent underline-offset-2 hover:underline",
        className,
      )}
    >
      {t(REMEDIES[remedy])}
      <ArrowRight aria-hidden className="size-3" />
    </a>
  );
}

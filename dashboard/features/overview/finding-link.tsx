// From what is wrong to where it is mended.

import { addressOf } from "../../lib/address-of.ts";
import { cx } from "../../lib/cx.ts";
import { type Text, useText } from "../../lib/i18n.ts";
import { TEXT } from "./messages.ts";
import type { Finding } from "./verdict.ts";

const PLACES: Readonly<Record<Finding["kind"], readonly [Text, string] | null>> = {
  no_accounts: [TEXT.addAccount, addressOf("/", { welcome: "true" })],
  nobody_serves: [TEXT.seeAccounts, addressOf("/accounts", { status: "problem" })],
  accounts_need_you: [TEXT.seeAccounts, addressOf("/accounts", { status: "needs_you" })],
  failing: [TEXT.seeFailures, addressOf("/monitoring", { outcome: "error" })],
  runs_dry: [TEXT.seeQuota, addressOf("/quota")],
  // All there is to see of it stands further down on this page.
  to_look_at: null,
};

export function FindingLink({ finding, isMain = false }: { readonly finding: Finding; readonly isMain?: boolean }) {
  const t = useText();
  const place = PLACES[finding.kind];
  if (place === null) return null;
  const [text, href] = place;
  return (
    <a
      href={href}
      className={cx(
        "font-medium",
        isMain
          ? "inline-flex h-9 items-center rounded-md border border-current px-3 hover:bg-surface"
          : "text-ink underline underline-offset-2",
      )}
    >
      {t(text)}
    </a>
  );
}

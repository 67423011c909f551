// Ticks every account of the page, or none.

import { useText } from "../../lib/i18n.ts";
import { Checkbox } from "../../ui/checkbox.tsx";
import type { AccountListProps } from "./account-table.tsx";
import { TEXT } from "./messages.ts";

export function PageCheckbox({ accounts, selection }: AccountListProps) {
  const t = useText();
  const ids = accounts.map(({ account_id }) => account_id);
  const chosen = ids.filter((id) => selection.ids.has(id)).length;
  return (
    <Checkbox
      label={t(TEXT.selectPage)}
      checked={chosen === 0 ? false : chosen === ids.length ? true : "some"}
      onChange={(wanted) => selection.set(ids, wanted)}
    />
  );
}

// An account as codex-lb exports it: `tokens` in its own spelling, the same as Codex's auth.json under `codexAuthJson`
// (codex-lb facts 1.1).

import { isRecord, recordAt, textAt } from "../../providers/shared/json-fields.ts";
import { accountItem, type ForeignFormat } from "./foreign-format.ts";

export const codexLbExport: ForeignFormat = (json) => {
  const codexAuthJson = recordAt(json, "codexAuthJson");
  const tokens = recordAt(json, "tokens");
  const isOurs = codexAuthJson !== null || (tokens !== null && textAt(tokens, "accessToken") !== null);
  if (!isOurs) return null;
  const { account, filename: _, tokens: __, codexAuthJson: ___, opencodeAuthJson: ____, ...rest } = json;
  const login = codexAuthJson ?? { tokens };
  return { kind: "accounts", items: [accountItem({ ...rest, ...login, label: aliasIn(account) })] };
};

function aliasIn(account: unknown): string | null {
  return textAt(isRecord(account) ? account : {}, "alias");
}

// What is said of a key or an upstream, in short words.

import { useText } from "../../lib/i18n.ts";
import { Badge } from "../../ui/badge.tsx";
import type { ProviderKey, Upstream } from "./keys-query.ts";
import { TEXT } from "./messages.ts";

export function EntryFacts({ entry }: { readonly entry: ProviderKey | Upstream }) {
  const t = useText();
  const { models, excluded_models: excluded, header_names: headers } = entry;
  const proxy = "proxy_url" in entry ? entry.proxy_url : null;
  const facts = [
    models === null ? t(TEXT.allModels) : t(TEXT.ownModels, { count: models.length }),
    ...(excluded.length === 0 ? [] : [t(TEXT.excludedOf, { count: excluded.length })]),
    ...(entry.prefix === null ? [] : [t(TEXT.prefixOf, { value: entry.prefix })]),
    ...(entry.priority === 0 ? [] : [t(TEXT.priorityOf, { value: entry.priority })]),
    ...(headers.length === 0 ? [] : [t(TEXT.headersOf, { names: headers.join(", ") })]),
    ...(proxy === null ? [] : [t(TEXT.proxyOf, { url: proxy })]),
  ];
  return (
    <p className="flex flex-wrap items-center gap-1">
      {entry.disabled && <Badge tone="warn">{t(TEXT.disabled)}</Badge>}
      {facts.map((fact) => (
        <Badge key={fact}>{fact}</Badge>
      ))}
    </p>
  );
}

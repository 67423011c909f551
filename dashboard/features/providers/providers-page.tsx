// Who answers: providers, vendors' keys, compatible upstreams, and the names of models.

import { getRouteApi } from "@tanstack/react-router";

import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Page } from "../../ui/page.tsx";
import { ErrorState, Skeleton } from "../../ui/states.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { KeysCard } from "./keys-card.tsx";
import { useKeyList } from "./keys-query.ts";
import { TEXT } from "./messages.ts";
import { ModelsCard } from "./models-card.tsx";
import { NamesSection } from "./names-section.tsx";
import { OverviewCard } from "./overview-card.tsx";
import { useProviders } from "./providers-query.ts";
import { PROVIDER_TABS, type ProvidersSearch, type ProviderTab } from "./providers-search.ts";
import { UpstreamsCard } from "./upstreams-card.tsx";

const route = getRouteApi("/providers");

export function ProvidersPage() {
  const t = useText();
  const mayChange = useMayChange();
  const search = route.useSearch();
  const { tab = "overview" } = search;
  const navigate = route.useNavigate();
  const { data } = useKeyList();
  const counts: Partial<Record<ProviderTab, number>> =
    data === undefined ? {} : { keys: data.keys.length, upstreams: data.upstreams.length };
  return (
    <Page title={t(TEXT.title)} note={t(mayChange ? TEXT.note : TEXT.readOnly)}>
      <Tabs<ProviderTab>
        label={t(TEXT.parts)}
        value={tab}
        onChange={(next) => void navigate({ search: { tab: next === "overview" ? undefined : next } })}
        tabs={PROVIDER_TABS.map((id) => {
          const count = counts[id];
          return { id, label: t(TEXT[id]), ...(count === undefined ? {} : { count }) };
        })}
      />
      <Part
        tab={tab}
        search={search}
        onChange={(part) => void navigate({ search: { ...search, ...part }, replace: true, resetScroll: false })}
      />
    </Page>
  );
}

interface PartProps {
  readonly tab: ProviderTab;
  readonly search: ProvidersSearch;
  readonly onChange: (part: ProvidersSearch) => void;
}

function Part({ tab, search, onChange }: PartProps) {
  switch (tab) {
    case "overview":
      return <Overview />;
    case "served":
      return <ModelsCard search={search} onChange={onChange} />;
    case "models":
      return <NamesSection />;
    case "keys":
    case "upstreams":
      return <KeyLists tab={tab} />;
  }
}

function Overview() {
  const providers = useProviders();
  if (providers.data !== undefined) return <OverviewCard providers={providers.data} />;
  if (providers.isError) return <ErrorState error={providers.error} onRetry={() => void providers.refetch()} />;
  return <Skeleton className="h-96" />;
}

function KeyLists({ tab }: { readonly tab: "keys" | "upstreams" }) {
  const list = useKeyList();
  if (list.data === undefined) {
    if (list.isError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
    return <Skeleton className="h-64" />;
  }
  return tab === "keys" ? <KeysCard keys={list.data.keys} /> : <UpstreamsCard upstreams={list.data.upstreams} />;
}

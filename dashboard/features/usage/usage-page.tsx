// What was used, by whom, and what it costs; and the prices that costs are reckoned at.

import { useNavigate, useSearch } from "@tanstack/react-router";

import { useText } from "../../lib/i18n.ts";
import { Page } from "../../ui/page.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { TEXT } from "./messages.ts";
import { PricesView } from "./prices-view.tsx";
import { USAGE_TABS, type UsageSearch } from "./usage-search.ts";
import { UsageView } from "./usage-view.tsx";

export function UsagePage() {
  const t = useText();
  const search = useSearch({ from: "/usage" });
  const navigate = useNavigate({ from: "/usage" });
  const { tab = "usage" } = search;
  const change = (part: UsageSearch): void => {
    void navigate({ to: "/usage", search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false });
  };
  return (
    <Page
      title={t(TEXT.title)}
      note={t(tab === "usage" ? TEXT.note : TEXT.pricesNote)}
      actions={
        <Tabs
          label={t(TEXT.tabs)}
          value={tab}
          onChange={(next) => change({ tab: next })}
          tabs={USAGE_TABS.map((id) => ({ id, label: t(TEXT[id]) }))}
        />
      }
    >
      {tab === "usage" ? (
        <UsageView search={search} onChange={change} />
      ) : (
        <PricesView editing={search.price} onEdit={(price) => change({ price })} />
      )}
    </Page>
  );
}

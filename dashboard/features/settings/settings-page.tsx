// What the operator decides, in sections.

import { getRouteApi } from "@tanstack/react-router";

import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Page } from "../../ui/page.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { AboutSection } from "./about-section.tsx";
import { AccessSection } from "./access-section.tsx";
import { FileSection } from "./file-section.tsx";
import { LimitsSection } from "./limits-section.tsx";
import { LookSection } from "./look-section.tsx";
import { TEXT } from "./messages.ts";
import { RoutingSection } from "./routing-section.tsx";
import { SecuritySection } from "./security-section.tsx";
import { SETTINGS_TABS, type SettingsTab } from "./settings-search.ts";
import { StorageSection } from "./storage-section.tsx";

const route = getRouteApi("/settings");

export function SettingsPage() {
  const t = useText();
  const mayChange = useMayChange();
  const { tab = "routing" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page title={t(TEXT.title)} note={t(mayChange ? TEXT.note : TEXT.readOnly)}>
      <Tabs<SettingsTab>
        label={t(TEXT.sections)}
        value={tab}
        onChange={(next) => void navigate({ search: { tab: next === "routing" ? undefined : next } })}
        tabs={SETTINGS_TABS.map((id) => ({ id, label: t(TEXT[id]) }))}
      />
      <Section tab={tab} />
    </Page>
  );
}

function Section({ tab }: { readonly tab: SettingsTab }) {
  switch (tab) {
    case "routing":
      return <RoutingSection />;
    case "access":
      return <AccessSection />;
    case "security":
      return <SecuritySection />;
    case "storage":
      return <StorageSection />;
    case "limits":
      return <LimitsSection />;
    case "look":
      return <LookSection />;
    case "file":
      return <FileSection />;
    case "about":
      return <AboutSection />;
  }
}

// The log as it is written, and the transcripts of failed requests.

import { useNavigate, useSearch } from "@tanstack/react-router";

import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Card } from "../../ui/card.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { LogTailView } from "./log-tail-view.tsx";
import { LOG_TABS, type LogsSearch } from "./logs-search.ts";
import { TEXT } from "./messages.ts";
import { TranscriptDrawer } from "./transcript-drawer.tsx";
import { TranscriptList } from "./transcript-list.tsx";

export function LogsPage() {
  const t = useText();
  const mayRead = useMayChange();
  const search = useSearch({ from: "/logs" });
  const navigate = useNavigate({ from: "/logs" });
  const { tab = "log" } = search;
  const change = (part: LogsSearch): void => {
    void navigate({ to: "/logs", search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false });
  };
  if (!mayRead) {
    return (
      <Page title={t(TEXT.title)}>
        <Card>
          <EmptyState title={t(TEXT.viewer)}>{t(TEXT.viewerNote)}</EmptyState>
        </Card>
      </Page>
    );
  }
  return (
    <Page
      title={t(TEXT.title)}
      note={t(TEXT.note)}
      actions={
        <Tabs
          label={t(TEXT.tabs)}
          value={tab}
          onChange={(next) => change({ tab: next })}
          tabs={LOG_TABS.map((id) => ({ id, label: t(TEXT[id]) }))}
        />
      }
    >
      {tab === "log" ? (
        <LogTailView search={search} onChange={change} />
      ) : (
        <TranscriptList onRead={(transcript) => change({ transcript })} />
      )}
      {search.transcript !== undefined && (
        <TranscriptDrawer requestId={search.transcript} onClose={() => change({ transcript: undefined })} />
      )}
    </Page>
  );
}

// One request at a closer look: its story, its attempts over time, who was considered, what it used and cost.

import { useQuery } from "@tanstack/react-query";
import { FileText, ScrollText } from "lucide-react";
import type { ReactNode } from "react";

import { addressOf } from "../../lib/address-of.ts";
import { api, ApiFailure } from "../../lib/api.ts";
import { durationText, usdText } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Private } from "../../ui/private.tsx";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { AttemptLine } from "./attempt-line.tsx";
import { CandidateTable } from "./candidate-table.tsx";
import { causeText, RemedyLink } from "./cause.tsx";
import { ConsumptionTable } from "./consumption-table.tsx";
import { OutcomeBadge } from "./outcome-badge.tsx";
import { type RequestDetails, useRequest } from "./request-query.ts";
import { RequestStory } from "./request-story.tsx";
import { STORY } from "./story-messages.ts";

export function RequestDrawer({ requestId, onClose }: { readonly requestId: string; readonly onClose: () => void }) {
  const t = useText();
  const { data, error, refetch } = useRequest(requestId);
  return (
    <Dialog
      open
      place="drawer"
      onClose={onClose}
      title={data?.model_served ?? data?.model_asked ?? t(STORY.title)}
      note={
        <span className="flex min-w-0 items-center gap-1">
          <span className="truncate font-mono text-xs">{requestId}</span>
          <CopyButton text={requestId} />
        </span>
      }
    >
      {data !== undefined && <Details request={data} />}
      {data === undefined && error === null && <Skeleton className="h-96" />}
      {data === undefined && error instanceof ApiFailure && error.code === "request_not_found" && (
        <EmptyState title={t(STORY.gone)} />
      )}
      {data === undefined && error !== null && !(error instanceof ApiFailure && error.code === "request_not_found") && (
        <ErrorState error={error} onRetry={() => void refetch()} />
      )}
    </Dialog>
  );
}

function Details({ request }: { readonly request: RequestDetails }) {
  const t = useText();
  const mayChange = useMayChange();
  return (
    <div className="flex flex-col gap-6">
      <Facts request={request} />
      <Part title={t(STORY.story)}>
        <RequestStory request={request} />
      </Part>
      {request.attempts.length > 0 && (
        <Part title={t(STORY.line)}>
          <AttemptLine request={request} />
        </Part>
      )}
      {request.tokens !== null && (
        <Part title={t(STORY.tokens)}>
          <ConsumptionTable request={request} />
        </Part>
      )}
      {request.attempts.some(({ decision }) => decision.considered.length > 0) && (
        <Part title={t(STORY.candidates)}>
          {request.attempts.map((attempt, index) => (
            <CandidateTable
              key={index}
              attempt={attempt}
              name={request.attempts.length > 1 ? t(STORY.attempt, { number: index + 1 }) : t(STORY.candidates)}
            />
          ))}
        </Part>
      )}
      {mayChange && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          {request.outcome !== "open" && <Transcript requestId={request.id} />}
          <a
            href={addressOf("/logs", { q: request.id })}
            className="inline-flex items-center gap-1.5 text-sm font-medium text-accent underline underline-offset-2"
          >
            <ScrollText aria-hidden className="size-4" />
            {t(STORY.log)}
          </a>
        </div>
      )}
    </div>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <h3 className="font-semibold">{title}</h3>
      {children}
    </section>
  );
}

function Facts({ request }: { readonly request: RequestDetails }) {
  const t = useText();
  const { account_id: accountId, account_label: label, client_key: key } = request;
  const inAttempts = request.attempts.reduce(
    (sum, { started_ms, ended_ms }) => sum + ((ended_ms ?? started_ms) - started_ms),
    0,
  );
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t(STORY.started), <Time key="at" at={request.started_at} past />],
    [t(STORY.took), durationText(request.total_ms)],
    [t(STORY.first), durationText(request.first_byte_ms)],
    [t(STORY.upstream), durationText(inAttempts)],
    [
      t(STORY.served),
      accountId === null ? (
        "–"
      ) : (
        <a key="account" href={addressOf("/accounts", { account: accountId })} className={LINK}>
          <Private>{label ?? accountId}</Private>
        </a>
      ),
    ],
    [
      t(STORY.key),
      key === null ? (
        "–"
      ) : (
        <a key="key" href={addressOf("/monitoring", { key })} title={t(STORY.showAll, { name: key })} className={LINK}>
          {key}
        </a>
      ),
    ],
    [t(STORY.cost), usdText(request.cost_usd)],
    [
      t(STORY.client),
      <span key="client" title={request.user_agent ?? undefined}>
        {request.user_agent ?? "–"}
      </span>,
    ],
  ];
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <OutcomeBadge outcome={request.outcome} status={request.status} />
        {request.error_code !== null && (
          <>
            <strong>{causeText(request.error_code)}</strong>
            <RemedyLink code={request.error_code} />
          </>
        )}
      </div>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2 sm:grid-cols-4">
        {facts.map(([name, value]) => (
          <div key={name} className="min-w-0">
            <dt className="text-xs text-soft">{name}</dt>
            <dd className="truncate font-medium">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

const LINK = "underline decoration-line underline-offset-2 hover:text-accent";

/** Where one was kept. */
function Transcript({ requestId }: { readonly requestId: string }) {
  const t = useText();
  const { data } = useQuery({
    queryKey: ["transcripts"],
    queryFn: ({ signal }) => api.call("get", "/api/logs/transcripts", undefined, signal),
  });
  if (data === undefined) return null;
  if (!data.of_all && !data.transcripts.some(({ request_id: id }) => id === requestId)) {
    return <p className="text-sm text-soft">{t(STORY.transcriptNone)}</p>;
  }
  return (
    <a
      href={addressOf("/logs", { tab: "transcripts", transcript: requestId })}
      className="inline-flex items-center gap-1.5 text-sm font-medium text-accent underline underline-offset-2"
    >
      <FileText aria-hidden className="size-4" />
      {t(STORY.transcript)}
    </a>
  );
}

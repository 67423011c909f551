// A test request and what came of it: who served it, how it was answered, how long it took, and its story.

import { CircleCheck, CircleX, LoaderCircle, Play } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";

import { durationText, percentText, windowText } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { cx } from "../../lib/cx.ts";
import { errorText, failureText } from "../../lib/gateway-words.ts";
import { Button } from "../../ui/button.tsx";
import { Private } from "../../ui/private.tsx";
import { Select } from "../../ui/select.tsx";
import { type Probe, useProbe } from "./account-probe.ts";
import { useAccount } from "./account-query.ts";
import { useRequestRecord } from "./account-requests-query.ts";
import { DIALOG_TEXT } from "./dialog-messages.ts";
import { accountLinks } from "./links.ts";
import { TEXT } from "./messages.ts";

const CHEAPEST = "";

/** With `atOnce` it is sent as soon as it is shown. */
export function TestRequest({ accountId, atOnce = false }: { readonly accountId: string; readonly atOnce?: boolean }) {
  const t = useText();
  const [model, setModel] = useState(CHEAPEST);
  const models = useAccount(accountId).data?.models ?? [];
  const { mutate, isPending, isError, error, data } = useProbe(accountId);
  // Effects run twice where React looks for mistakes; a request costs money.
  const sent = useRef(false);
  useEffect(() => {
    if (!atOnce || sent.current) return;
    sent.current = true;
    mutate(null);
  }, [atOnce, mutate]);
  const again = data !== undefined || isError;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Select
          label={t(DIALOG_TEXT.testModel)}
          className="min-w-40 grow"
          value={model}
          onChange={setModel}
          options={[
            { value: CHEAPEST, label: t(DIALOG_TEXT.cheapest) },
            ...models.map((name) => ({ value: name, label: name })),
          ]}
        />
        <Button
          busy={isPending}
          icon={<Play aria-hidden className="size-4" />}
          onClick={() => mutate(model === CHEAPEST ? null : model)}
        >
          {t(again ? DIALOG_TEXT.testAgain : TEXT.test)}
        </Button>
      </div>
      <div role="status">
        {isPending ? (
          <p className="flex items-center gap-2 text-sm text-soft">
            <LoaderCircle aria-hidden className="size-4 animate-spin" />
            {t(DIALOG_TEXT.testing)}
          </p>
        ) : isError ? (
          <Outcome ok={false} reason={errorText(error)} />
        ) : (
          data !== undefined && <ProbeResult probe={data} />
        )}
      </div>
    </div>
  );
}

function ProbeResult({ probe }: { readonly probe: Probe }) {
  const t = useText();
  const record = useRequestRecord(probe.request_id).data;
  const words = failureText({ code: probe.error_code, message: probe.error });
  const reason = probe.ok ? null : [probe.error_code, words].filter(Boolean).join(": ");
  return (
    <div className="flex flex-col gap-3">
      <Outcome ok={probe.ok} reason={reason} />
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        <Fact name={t(DIALOG_TEXT.servedBy)}>
          {record === undefined ? (
            <span className="text-soft">{t(DIALOG_TEXT.recordComing)}</span>
          ) : (
            <Private className="font-medium">{record.account_label ?? "–"}</Private>
          )}
        </Fact>
        <Fact name={t(DIALOG_TEXT.answered)}>{probe.http_status}</Fact>
        <Fact name={t(DIALOG_TEXT.latency)}>{durationText(probe.duration_ms)}</Fact>
        <Fact name={t(DIALOG_TEXT.model)}>{probe.model}</Fact>
        <Windows probe={probe} />
      </dl>
      <a className="text-sm text-accent underline" href={accountLinks.request(probe.request_id)}>
        {t(DIALOG_TEXT.story)}
      </a>
    </div>
  );
}

function Outcome({ ok, reason }: { readonly ok: boolean; readonly reason: string | null }) {
  const t = useText();
  const Icon = ok ? CircleCheck : CircleX;
  return (
    <div className={cx("flex items-start gap-2 rounded-lg p-3 text-sm", ok ? "bg-good-soft" : "bg-bad-soft")}>
      <Icon aria-hidden className={cx("mt-0.5 size-4 shrink-0", ok ? "text-good" : "text-bad")} />
      <div className="min-w-0">
        <p className={cx("font-medium", ok ? "text-good" : "text-bad")}>
          {t(ok ? DIALOG_TEXT.testOk : DIALOG_TEXT.testFailed)}
        </p>
        {reason !== null && <p>{reason}</p>}
      </div>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-soft">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

/** What it took of each window that the account has. */
function Windows({ probe: { account_id, before, after } }: { readonly probe: Probe }) {
  const t = useText();
  const account = useAccount(account_id).data;
  const shown = (["primary", "secondary"] as const).flatMap((name) => {
    const minutes = account?.[`window_minutes_${name}`] ?? null;
    const [was, is] = [before, after].map((left) => percentText(left[`${name}_remaining_percent`]));
    return minutes === null ? [] : [`${windowText(minutes)}: ${was} → ${is}`];
  });
  return shown.length === 0 ? null : <Fact name={t(DIALOG_TEXT.windows)}>{shown.join(", ")}</Fact>;
}

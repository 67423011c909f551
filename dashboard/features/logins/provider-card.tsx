// One provider: how one signs in there, and what has to be known first.

import { useNavigate } from "@tanstack/react-router";
import { CircleAlert, Globe, KeyRound, LoaderCircle, TriangleAlert } from "lucide-react";
import { type ReactNode, useState } from "react";

import { sentenceText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { Countdown } from "./countdown.tsx";
import type { Login, LoginProvider } from "./logins-query.ts";
import { LOGINS_TEXT } from "./messages.ts";
import { StartButton } from "./start-button.tsx";

/** As the contract takes it. */
const PROJECT = /^[a-z0-9][a-z0-9.:-]{0,99}$/i;

export interface ProviderCardProps {
  readonly provider: LoginProvider;
  /** The sign-ins there that wait. */
  readonly pending: readonly Login[];
  readonly isOperator: boolean;
}

export function ProviderCard({ provider, pending, isOperator }: ProviderCardProps) {
  const t = useText();
  const [project, setProject] = useState("");
  const { name, flows, note, warning, callback_url, takes_project } = provider;
  const isWrong = project !== "" && !PROJECT.test(project);
  const wish = { provider: provider.provider, ...(project === "" ? {} : { project_id: project }) };
  return (
    <section aria-label={name} className="flex min-w-0 flex-col gap-3 rounded-xl border bg-surface p-4 shadow-card">
      <header className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <h3 className="grow font-semibold">{name}</h3>
        {note !== null && <Badge tone="warn">{t(LOGINS_TEXT.endedByVendor)}</Badge>}
        {warning !== null && <Badge tone="bad">{t(LOGINS_TEXT.needsConfig)}</Badge>}
      </header>
      <ul className="flex grow flex-col gap-1.5 text-xs text-soft">
        {flows.includes("browser") && (
          <Line icon={<Globe aria-hidden className="mt-px size-3.5 shrink-0" />}>
            {t(LOGINS_TEXT.browserHint, { name })}
            {callback_url !== null && (
              <span className="block font-mono text-[0.6875rem]">{t(LOGINS_TEXT.endsAt, { url: callback_url })}</span>
            )}
          </Line>
        )}
        {flows.includes("device") && (
          <Line icon={<KeyRound aria-hidden className="mt-px size-3.5 shrink-0" />}>{t(LOGINS_TEXT.deviceHint)}</Line>
        )}
        {note !== null && (
          <Line icon={<TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0 text-warn" />}>
            {sentenceText(note)}
          </Line>
        )}
        {warning !== null && (
          <Line icon={<CircleAlert aria-hidden className="mt-px size-3.5 shrink-0 text-bad" />}>
            {sentenceText(warning)}
          </Line>
        )}
      </ul>
      {takes_project && isOperator && (
        <details className="text-sm">
          <summary className="cursor-pointer text-xs text-soft hover:text-ink">{t(LOGINS_TEXT.options)}</summary>
          <Field
            className="pt-2"
            label={t(LOGINS_TEXT.project)}
            help={t(LOGINS_TEXT.projectHelp)}
            error={isWrong ? t(LOGINS_TEXT.projectWrong) : undefined}
          >
            <TextInput
              value={project}
              spellCheck={false}
              autoComplete="off"
              placeholder="my-project-123"
              onChange={(event) => setProject(event.target.value.trim())}
            />
          </Field>
        </details>
      )}
      {pending.map((login) => (
        <Pending key={login.login_id} login={login} />
      ))}
      {isOperator && (
        <footer className="flex flex-wrap gap-2">
          {flows.map((flow) => (
            <StartButton
              key={flow}
              wish={{ ...wish, flow }}
              disabled={isWrong}
              label={`${t(flow === "device" ? LOGINS_TEXT.withCode : LOGINS_TEXT.withBrowser)}: ${name}`}
            />
          ))}
        </footer>
      )}
    </section>
  );
}

function Line({ icon, children }: { readonly icon: ReactNode; readonly children: ReactNode }) {
  return (
    <li className="flex gap-2">
      {icon}
      <span className="min-w-0">{children}</span>
    </li>
  );
}

function Pending({ login }: { readonly login: Login }) {
  const t = useText();
  const navigate = useNavigate();
  const show = (): void =>
    void navigate({ to: "/logins", search: (before: object) => ({ ...before, login: login.login_id }) });
  return (
    <div className="flex items-center gap-2 rounded-lg bg-sunken px-3 py-1.5 text-xs">
      <LoaderCircle aria-hidden className="size-3.5 animate-spin text-accent" />
      <span className="min-w-0 grow text-soft">
        <span className="font-medium text-ink">{t(LOGINS_TEXT.underWay)}</span> · <Countdown until={login.expires_at} />
      </span>
      <Button size="small" onClick={show}>
        {t(LOGINS_TEXT.resume)}
      </Button>
    </div>
  );
}

// What to do for a sign-in that waits: open its page or confirm its code, and bring back where the browser ended.

import { ExternalLink, LoaderCircle, QrCode as QrIcon, TriangleAlert } from "lucide-react";
import { type ReactNode, useState } from "react";

import { sentenceText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { CallbackForm } from "./callback-form.tsx";
import { Countdown } from "./countdown.tsx";
import type { Login } from "./logins-query.ts";
import { LOGINS_TEXT } from "./messages.ts";
import { QrCode } from "./qr-code.tsx";

export function LoginSteps({ login, name }: { readonly login: Login; readonly name: string }) {
  const t = useText();
  const [isHandedIn, setHandedIn] = useState(false);
  const isDevice = login.user_code !== null;
  return (
    <div className="flex flex-col gap-4">
      {login.warning !== null && (
        <p className="flex gap-2 rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {sentenceText(login.warning)}
        </p>
      )}
      <ol className="flex flex-col gap-5">
        <Step number={1} title={t(LOGINS_TEXT.stepOpen)}>
          <p className="text-sm text-soft">{t(LOGINS_TEXT.stepOpenNote, { name })}</p>
          <OpenPage url={login.url} isShown={isDevice} />
        </Step>
        {isDevice ? (
          <Step number={2} title={t(LOGINS_TEXT.stepCode)}>
            <p className="flex flex-wrap items-center gap-2">
              <output
                aria-label={t(LOGINS_TEXT.codeLabel)}
                className="rounded-lg bg-sunken px-4 py-2 font-mono text-2xl font-semibold tracking-widest"
              >
                {login.user_code}
              </output>
              <CopyButton text={login.user_code ?? ""} label={t(LOGINS_TEXT.copyCode)} />
            </p>
            <p className="text-sm text-soft">{t(LOGINS_TEXT.codeNote)}</p>
          </Step>
        ) : (
          <Step number={2} title={t(LOGINS_TEXT.stepBack)}>
            <p className="text-sm text-soft">
              {t(comesBackByItself(login) ? LOGINS_TEXT.listeningHere : LOGINS_TEXT.pasteNeeded)}
            </p>
            <CallbackForm loginId={login.login_id} onTaken={() => setHandedIn(true)} />
          </Step>
        )}
      </ol>
      <p
        role="status"
        className="flex flex-wrap items-center gap-x-2 gap-y-1 rounded-lg bg-accent-soft px-3 py-2 text-sm"
      >
        <LoaderCircle aria-hidden className="size-4 animate-spin text-accent" />
        <span className="grow">
          {t(isHandedIn ? LOGINS_TEXT.finishing : isDevice ? LOGINS_TEXT.waitDevice : LOGINS_TEXT.waitBrowser)}
        </span>
        <Countdown until={login.expires_at} />
      </p>
    </div>
  );
}

/** The gateway listens on its own computer: the browser has to run there as well. */
function comesBackByItself({ listening }: Login): boolean {
  return listening && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(window.location.hostname);
}

interface StepProps {
  readonly number: number;
  readonly title: string;
  readonly children: ReactNode;
}

function Step({ number, title, children }: StepProps) {
  return (
    <li className="grid grid-cols-[1.75rem_1fr] gap-x-3">
      <span
        aria-hidden
        className="flex size-7 items-center justify-center rounded-full bg-accent-soft text-sm font-semibold text-accent"
      >
        {number}
      </span>
      <div className="flex min-w-0 flex-col gap-2">
        <h3 className="leading-7 font-medium">{title}</h3>
        {children}
      </div>
    </li>
  );
}

/** A code is often confirmed on a phone: its page's picture is there from the start. */
function OpenPage({ url, isShown }: { readonly url: string; readonly isShown: boolean }) {
  const t = useText();
  const [hasQr, setQr] = useState(isShown);
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <a
          href={url}
          target="_blank"
          rel="noreferrer"
          className="inline-flex h-9 items-center gap-1.5 rounded-md bg-accent px-3 font-medium text-accent-ink hover:brightness-95"
        >
          <ExternalLink aria-hidden className="size-4" />
          {t(LOGINS_TEXT.openPage)}
        </a>
        <CopyButton text={url} label={t(LOGINS_TEXT.copyLink)} />
        <Button
          kind="quiet"
          aria-expanded={hasQr}
          icon={<QrIcon aria-hidden className="size-4" />}
          onClick={() => setQr(!hasQr)}
        >
          {t(hasQr ? LOGINS_TEXT.hideQr : LOGINS_TEXT.showQr)}
        </Button>
      </div>
      <p className="truncate font-mono text-xs text-soft" title={url}>
        {url}
      </p>
      {hasQr && <QrCode text={url} label={t(LOGINS_TEXT.qrLabel)} />}
    </>
  );
}

// A step of the way in: what it is, its fields, why it was refused, and the one button.

import { CircleAlert } from "lucide-react";
import type { FormEventHandler, ReactNode } from "react";

import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { TEXT } from "./messages.ts";
import type { SignInCall } from "./use-sign-in-call.ts";

export function StepFrame({
  title,
  note,
  action,
  call,
  onSubmit,
  children,
  below,
}: {
  readonly title: string;
  readonly note: string;
  readonly action: string;
  readonly call: Pick<SignInCall<unknown>, "isBusy" | "problem" | "waitSeconds">;
  readonly onSubmit: FormEventHandler<HTMLFormElement>;
  readonly children: ReactNode;
  readonly below?: ReactNode;
}) {
  const t = useText();
  const { isBusy, problem, waitSeconds } = call;
  return (
    <form noValidate onSubmit={onSubmit} className="flex flex-col gap-5">
      <header className="flex flex-col gap-1">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        <p className="text-soft">{note}</p>
      </header>
      {children}
      <div role="alert" className={problem === null ? "hidden" : undefined}>
        {problem !== null && (
          <p className="flex items-start gap-2 rounded-md bg-bad-soft px-3 py-2 text-bad">
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            {problem}
          </p>
        )}
      </div>
      <Button type="submit" kind="primary" busy={isBusy} disabled={waitSeconds > 0}>
        {waitSeconds > 0 ? t(TEXT.wait, { seconds: waitSeconds }) : action}
      </Button>
      {below}
    </form>
  );
}

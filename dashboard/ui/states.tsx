// Nothing there, not there yet, could not be loaded: each says what to do next.

import { CircleAlert, Inbox } from "lucide-react";
import type { ReactNode } from "react";

import { cx } from "../lib/cx.ts";
import { errorText } from "../lib/gateway-words.ts";
import { useText } from "../lib/i18n.ts";
import { Button } from "./button.tsx";
import { UI_TEXT } from "./messages.ts";

export function EmptyState({
  title,
  children,
  action,
}: {
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center gap-2 px-4 py-10 text-center">
      <Inbox aria-hidden className="size-8 text-soft" />
      <p className="font-medium">{title}</p>
      {children !== undefined && <div className="max-w-md text-sm text-soft">{children}</div>}
      {action}
    </div>
  );
}

export function ErrorState({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const t = useText();
  return (
    <div role="alert" className="flex flex-col items-center gap-2 px-4 py-10 text-center">
      <CircleAlert aria-hidden className="size-8 text-bad" />
      <p className="font-medium">{t(UI_TEXT.failed)}</p>
      <p className="max-w-md text-sm text-soft">{errorText(error)}</p>
      {onRetry !== undefined && <Button onClick={onRetry}>{t(UI_TEXT.retry)}</Button>}
    </div>
  );
}

/** As high as what will stand there, so that nothing jumps. */
export function Skeleton({ className }: { readonly className?: string }) {
  const t = useText();
  return (
    <div role="status" className={cx("animate-pulse rounded-md bg-sunken", className)}>
      <span className="sr-only">{t(UI_TEXT.loading)}</span>
    </div>
  );
}

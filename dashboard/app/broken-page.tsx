// A page that broke takes no other with it: the frame stays, and says what happened.

import type { ErrorComponentProps } from "@tanstack/react-router";
import { CircleAlert, CloudOff } from "lucide-react";

import { useText } from "../lib/i18n.ts";
import { Button } from "../ui/button.tsx";
import { Skeleton } from "../ui/states.tsx";
import { APP_TEXT } from "./messages.ts";
import { PartMissing, useLoadAnew } from "./page-part.ts";

export function BrokenPage({ error }: ErrorComponentProps) {
  const t = useText();
  const isTrying = useLoadAnew(error);
  const isMissing = error instanceof PartMissing;
  const Icon = isMissing ? CloudOff : CircleAlert;
  if (isTrying) return <Skeleton className="m-6 h-96" />;
  return (
    <div role="alert" className="mx-auto flex max-w-xl flex-col items-center gap-3 px-4 py-16 text-center">
      <Icon aria-hidden className="size-8 text-bad" />
      <h1 className="text-lg font-semibold">{t(isMissing ? APP_TEXT.missing : APP_TEXT.broken)}</h1>
      <p className="text-soft">{t(isMissing ? APP_TEXT.missingNote : APP_TEXT.brokenNote)}</p>
      {!isMissing && (
        <pre className="max-w-full rounded-md bg-sunken px-3 py-2 text-left text-xs whitespace-pre-wrap">
          {error instanceof Error ? error.message : String(error)}
        </pre>
      )}
      {/* All of it: where a part is missing because Switchyard was renewed meanwhile, nothing less would do. */}
      <Button kind="primary" onClick={() => window.location.reload()}>
        {t(APP_TEXT.reload)}
      </Button>
    </div>
  );
}

// The way in: password, authenticator app, viewers, this session.

import { useState } from "react";
import { LogOut } from "lucide-react";

import { toast } from "sonner";

import { useText } from "../../lib/i18n.ts";
import { signOut, useMayChange, useSession } from "../../lib/session.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { TEXT } from "./messages.ts";
import { PasswordCard } from "./password-card.tsx";
import { useEndOtherSessions } from "./security-calls.ts";
import { SECURITY_TEXT } from "./security-messages.ts";
import { TotpCard } from "./totp-card.tsx";
import { ViewerCard } from "./viewer-card.tsx";

export function SecuritySection() {
  const t = useText();
  const isOperator = useMayChange();
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-4">
        {isOperator ? (
          <>
            <TotpCard />
            <ViewerCard />
          </>
        ) : (
          <Card>
            <EmptyState title={t(TEXT.operatorOnly)} />
          </Card>
        )}
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        {isOperator && <PasswordCard />}
        <SessionCard />
      </div>
    </div>
  );
}

/** For whoever has left a browser signed in elsewhere. */
function EndOthers() {
  const t = useText();
  const end = useEndOtherSessions();
  const run = (): void =>
    end.mutate(undefined, {
      onSuccess: ({ ended: count }) =>
        void toast.success(count === 0 ? t(SECURITY_TEXT.noOthers) : t(SECURITY_TEXT.othersEnded, { count })),
      onError: (error) => void toast.error(error.message),
    });
  return (
    <Button busy={end.isPending} onClick={run}>
      {t(SECURITY_TEXT.endOthers)}
    </Button>
  );
}

function SessionCard() {
  const t = useText();
  const session = useSession();
  const isOperator = useMayChange();
  const [busy, setBusy] = useState(false);
  const leave = (): void => {
    setBusy(true);
    void signOut().finally(() => setBusy(false));
  };
  return (
    <Card title={t(SECURITY_TEXT.session)} note={t(SECURITY_TEXT.sessionNote)}>
      <div className="flex flex-wrap items-center gap-3">
        <p className="grow text-sm">
          {t(SECURITY_TEXT.endsAt)} <Time at={session?.expires_at ?? null} />
        </p>
        {isOperator && <EndOthers />}
        <Button icon={<LogOut aria-hidden className="size-4" />} busy={busy} onClick={leave}>
          {t(SECURITY_TEXT.signOut)}
        </Button>
      </div>
    </Card>
  );
}

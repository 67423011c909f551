// The second factor: set up with a picture and a code, required or not, taken away with a code.

import { useState } from "react";
import { ShieldCheck, ShieldOff } from "lucide-react";
import { toast } from "sonner";

import type { Answer } from "../../../contract/client.ts";
import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Skeleton } from "../../ui/states.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { CodeForm } from "./code-form.tsx";
import { useConfirmTotp, useDisableTotp, useStartTotp } from "./security-calls.ts";
import { SECURITY_TEXT } from "./security-messages.ts";
import { SettingSwitch } from "./setting-switch.tsx";
import { type Settings, useChangeSettings, useSettings } from "./settings-query.ts";

type Setup = Answer<"post", "/api/dashboard-auth/totp/setup/start">;

export function TotpCard() {
  const { data: settings } = useSettings();
  return settings === undefined ? <Skeleton className="h-48" /> : <Totp settings={settings} />;
}

function Totp({ settings }: { readonly settings: Settings }) {
  const t = useText();
  const { change, busy } = useChangeSettings(settings);
  const start = useStartTotp();
  const disable = useDisableTotp();
  const [setup, setSetup] = useState<Setup | null>(null);
  const [removing, setRemoving] = useState(false);
  const isSetUp = settings.totp_configured;
  const begin = (): void =>
    start.mutate(undefined, { onSuccess: setSetup, onError: (error) => void toast.error(errorText(error)) });
  return (
    <Card
      title={t(SECURITY_TEXT.totp)}
      note={t(SECURITY_TEXT.totpNote)}
      actions={
        <Badge
          tone={isSetUp ? "good" : "plain"}
          icon={isSetUp ? <ShieldCheck aria-hidden className="size-3" /> : <ShieldOff aria-hidden className="size-3" />}
        >
          {t(isSetUp ? SECURITY_TEXT.isSetUp : SECURITY_TEXT.notSetUp)}
        </Badge>
      }
    >
      {isSetUp ? (
        <>
          <SettingSwitch
            label={t(SECURITY_TEXT.require)}
            note={t(SECURITY_TEXT.requireNote)}
            checked={settings.totp_required_on_login}
            disabled={busy}
            onChange={(on) => change({ totp_required_on_login: on })}
          />
          <Button className="mt-2" onClick={() => setRemoving(true)}>
            {t(SECURITY_TEXT.remove)}
          </Button>
        </>
      ) : (
        <Button busy={start.isPending} onClick={begin}>
          {t(SECURITY_TEXT.setUp)}
        </Button>
      )}
      <Lost />
      {setup !== null && <SetUpDialog setup={setup} onClose={() => setSetup(null)} />}
      <Dialog
        open={removing}
        onClose={() => setRemoving(false)}
        title={t(SECURITY_TEXT.remove)}
        note={t(SECURITY_TEXT.removeNote)}
      >
        <CodeForm
          danger
          action={t(SECURITY_TEXT.remove)}
          onCode={async (code) => {
            await disable.mutateAsync(code);
            setRemoving(false);
            toast.success(t(SECURITY_TEXT.removed));
          }}
        />
      </Dialog>
    </Card>
  );
}

/** Said before it happens: whoever has lost the app cannot read it here. */
function Lost() {
  const t = useText();
  return (
    <div className="flex flex-col gap-1 pt-3">
      <p className="text-sm text-soft">{t(SECURITY_TEXT.lost)}</p>
      <Snippet text={RECOVERY} />
    </div>
  );
}

const RECOVERY = "switchyard dashboard reset-password --disable-totp";

function SetUpDialog({ setup, onClose }: { readonly setup: Setup; readonly onClose: () => void }) {
  const t = useText();
  const confirm = useConfirmTotp();
  return (
    <Dialog open onClose={onClose} title={t(SECURITY_TEXT.setUpTitle)} note={t(SECURITY_TEXT.scan)}>
      <div className="grid gap-5 sm:grid-cols-[auto_1fr]">
        <img
          alt={t(SECURITY_TEXT.qr)}
          src={`data:image/svg+xml,${encodeURIComponent(setup.qr_svg)}`}
          className="size-44 rounded-lg bg-white p-2 max-sm:mx-auto"
        />
        <div className="flex min-w-0 flex-col gap-4">
          <div className="min-w-0">
            <p className="text-sm font-medium">{t(SECURITY_TEXT.secret)}</p>
            <p className="flex items-center gap-2">
              <code className="min-w-0 font-mono text-xs break-all">{setup.secret}</code>
              <CopyButton text={setup.secret} />
            </p>
          </div>
          <CodeForm
            action={t(SECURITY_TEXT.confirm)}
            onCode={async (code) => {
              await confirm.mutateAsync(code);
              onClose();
              toast.success(t(SECURITY_TEXT.confirmed));
            }}
          />
        </div>
      </div>
    </Dialog>
  );
}

// One small request through a key: does it serve?

import { Play } from "lucide-react";
import { toast } from "sonner";

import { durationText } from "../../lib/format.ts";
import { errorText, failureText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { useProbe } from "./keys-query.ts";
import { TEXT } from "./messages.ts";

export function TestButton({ accountId, name }: { readonly accountId: string; readonly name: string }) {
  const t = useText();
  const probe = useProbe();
  const test = async (): Promise<void> => {
    const id = toast.loading(t(TEXT.testing, { name }));
    try {
      const { ok, model, duration_ms, error, error_code } = await probe.mutateAsync(accountId);
      if (ok) toast.success(t(TEXT.testOk, { name, model, duration: durationText(duration_ms) }), { id });
      else {
        const reason = failureText({ code: error_code, message: error ?? error_code });
        toast.error(t(TEXT.testFailed, { name, reason }), { id });
      }
    } catch (error) {
      toast.error(errorText(error), { id });
    }
  };
  return (
    <IconButton label={t(TEXT.test, { name })} size="small" disabled={probe.isPending} onClick={() => void test()}>
      <Play aria-hidden className="size-4" />
    </IconButton>
  );
}

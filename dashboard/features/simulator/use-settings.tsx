// Puts the simulated rules in force, with a way back.

import { Check } from "lucide-react";
import { toast } from "sonner";

import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { SIMULATOR_TEXT } from "./messages.ts";
import { type SettingsChange, useChangeSettings, useSettings } from "./settings-query.ts";
import type { SimulatedRun } from "./simulations-query.ts";

export function UseSettings({ run }: { readonly run: SimulatedRun }) {
  const t = useText();
  const { data: now } = useSettings();
  const change = useChangeSettings();
  if (now === undefined) return null;
  const wanted: SettingsChange = {
    sticky_threads_enabled: run.sticky,
    prefer_earlier_reset_accounts: run.prefer_earlier_reset,
    routing_strategy: run.strategy,
  };
  const before: SettingsChange = {
    sticky_threads_enabled: now.sticky_threads_enabled,
    prefer_earlier_reset_accounts: now.prefer_earlier_reset_accounts,
    routing_strategy: now.routing_strategy,
  };
  const isInForce =
    before.sticky_threads_enabled === wanted.sticky_threads_enabled &&
    before.prefer_earlier_reset_accounts === wanted.prefer_earlier_reset_accounts &&
    before.routing_strategy === wanted.routing_strategy;
  if (isInForce) {
    return (
      <Badge tone="good" icon={<Check aria-hidden className="size-3" />}>
        {t(SIMULATOR_TEXT.inUse)}
      </Badge>
    );
  }
  const put = async (settings: SettingsChange, done: () => void): Promise<void> => {
    try {
      await change.mutateAsync(settings);
      done();
    } catch (error) {
      toast.error(errorText(error));
    }
  };
  const undo = (): void => void put(before, () => toast(t(SIMULATOR_TEXT.undone)));
  const use = (): void =>
    void put(wanted, () =>
      toast.success(t(SIMULATOR_TEXT.used, { name: t(SIMULATOR_TEXT[run.strategy]) }), {
        action: { label: t(SIMULATOR_TEXT.undo), onClick: undo },
      }),
    );
  return (
    <Button busy={change.isPending} onClick={use}>
      {t(SIMULATOR_TEXT.useThis)}
    </Button>
  );
}

// Doing what is suggested, with a word on how it went.

import { toast } from "sonner";

import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { useApply, type Wish } from "./inspection-query.ts";
import { TEXT } from "./messages.ts";

const UNDO: Readonly<Partial<Record<Wish["action"], Wish["action"]>>> = { disable: "enable", enable: "disable" };

export interface Applying {
  readonly isBusy: boolean;
  /** Rejects once it has told that it could not be done at all. */
  apply(wishes: Wish[]): Promise<void>;
}

export function useApplying(runId: string): Applying {
  const t = useText();
  const call = useApply(runId);
  const apply = async (wishes: Wish[]): Promise<void> => {
    const answer = await call.mutateAsync(wishes).catch((error: Error) => {
      toast.error(errorText(error));
      throw error;
    });
    if (answer.failed > 0) {
      const why = answer.results.find(({ applied }) => applied?.error != null)?.applied?.error ?? "";
      toast.error(t(TEXT.applyFailed, { failed: answer.failed, why }));
    }
    if (answer.succeeded === 0) return;
    const back = wishes.flatMap(({ account_id, action }) => {
      const undo = UNDO[action];
      return undo === undefined ? [] : [{ account_id, action: undo }];
    });
    const undo = { label: t(TEXT.undo), onClick: () => void apply(back).catch(() => undefined) };
    toast.success(t(TEXT.applied, { count: answer.succeeded }), back.length === wishes.length ? { action: undo } : {});
  };
  return { isBusy: call.isPending, apply };
}

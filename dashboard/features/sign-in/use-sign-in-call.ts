// A step of the way in: sent, refused in words, and where it was tried too often, how long to wait.

import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { ApiFailure } from "../../lib/api.ts";
import { errorText } from "../../lib/gateway-words.ts";
import type { Text } from "../../lib/i18n.ts";
import { useText } from "../../lib/i18n.ts";
import { adoptSession, type Session } from "../../lib/session.ts";
import { TEXT } from "./messages.ts";

const SECOND_MS = 1000;

const SAID: Readonly<Record<string, Text>> = {
  invalid_credentials: TEXT.wrongPassword,
  invalid_bootstrap_token: TEXT.wrongToken,
  invalid_totp_code: TEXT.wrongCode,
  rate_limited: TEXT.tooMany,
  password_already_configured: TEXT.alreadySet,
  network: TEXT.unreachable,
};

export interface SignInCall<Input> {
  send(input: Input): void;
  readonly isBusy: boolean;
  /** Why it was refused; null where it was not. */
  readonly problem: string | null;
  /** Until it may be tried again; 0 at once. */
  readonly waitSeconds: number;
}

export function useSignInCall<Input>(step: (input: Input) => Promise<Session>): SignInCall<Input> {
  const t = useText();
  const [waitSeconds, setWaitSeconds] = useState(0);
  const call = useMutation({
    mutationFn: step,
    onSuccess: adoptSession,
    onError: (error) => setWaitSeconds(error instanceof ApiFailure ? (error.retryAfterSeconds ?? 0) : 0),
  });
  const { reset, error } = call;
  const isWaiting = waitSeconds > 0;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = window.setInterval(() => setWaitSeconds((left) => left - 1), SECOND_MS);
    return () => {
      window.clearInterval(timer);
      reset();
    };
  }, [isWaiting, reset]);
  const said = error instanceof ApiFailure ? SAID[error.code] : undefined;
  return {
    send: (input) => call.mutate(input),
    isBusy: call.isPending,
    problem: error === null ? null : said === undefined ? errorText(error) : t(said),
    waitSeconds,
  };
}

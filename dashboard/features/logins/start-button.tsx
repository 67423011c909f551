// Begins a sign-in and shows it.

import { useNavigate } from "@tanstack/react-router";
import { KeyRound, LogIn } from "lucide-react";
import { toast } from "sonner";

import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Button, type ButtonProps } from "../../ui/button.tsx";
import { type LoginWish, useStartLogin } from "./logins-query.ts";
import { LOGINS_TEXT } from "./messages.ts";

export interface StartButtonProps extends Pick<ButtonProps, "kind" | "size" | "disabled"> {
  readonly wish: LoginWish;
  /** Instead of what the flow is called. */
  readonly text?: string;
  /** Read out, where the text alone does not say at which provider. */
  readonly label?: string;
}

export function StartButton({ wish, text, label, ...look }: StartButtonProps) {
  const t = useText();
  const navigate = useNavigate();
  const start = useStartLogin();
  const isDevice = wish.flow === "device";
  const begin = async (): Promise<void> => {
    try {
      const login = await start.mutateAsync(wish);
      await navigate({ to: "/logins", search: (before: object) => ({ ...before, login: login.login_id }) });
    } catch (error) {
      toast.error(errorText(error));
    }
  };
  const Icon = isDevice ? KeyRound : LogIn;
  return (
    <Button
      {...look}
      aria-label={label}
      busy={start.isPending}
      icon={<Icon aria-hidden className="size-4" />}
      onClick={() => void begin()}
    >
      {text ?? t(isDevice ? LOGINS_TEXT.withCode : LOGINS_TEXT.withBrowser)}
    </Button>
  );
}

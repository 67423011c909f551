// The way in: the first password, the password, the code. Whoever comes through is where the address says.

import { useText } from "../../lib/i18n.ts";
import type { Session } from "../../lib/session.ts";
import { useDocumentTitle } from "../../lib/use-document-title.ts";
import { LanguageButton } from "../../ui/language-button.tsx";
import { ThemeButton } from "../../ui/theme-button.tsx";
import { CodeStep } from "./code-step.tsx";
import { TEXT } from "./messages.ts";
import { PasswordStep } from "./password-step.tsx";
import { SetUpStep } from "./set-up-step.tsx";

export function SignInPage({ session }: { readonly session: Session }) {
  const t = useText();
  useDocumentTitle(`${t(TEXT.signIn)} · Switchyard`);
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-12 items-center justify-end gap-2 px-4">
        <LanguageButton />
        <ThemeButton />
      </header>
      <main className="flex grow flex-col items-center gap-6 px-4 pt-[8vh] pb-12 sm:pt-[16vh]">
        <p className="flex items-center gap-2.5 text-lg font-semibold tracking-tight">
          <img src="./icon.svg" alt="" className="size-9" />
          Switchyard
        </p>
        <div className="w-full max-w-sm rounded-xl border bg-surface p-6 shadow-card">
          <Step session={session} />
        </div>
      </main>
    </div>
  );
}

function Step({ session }: { readonly session: Session }) {
  if (!session.password_required) return <SetUpStep isTokenNeeded={session.bootstrap_required} />;
  return session.totp_pending ? <CodeStep /> : <PasswordStep />;
}

// Vertex AI: the key file of a service account in place of a page to sign in at.

import { FileKey, Upload } from "lucide-react";
import { useRef, useState } from "react";
import { useForm } from "react-hook-form";
import { toast } from "sonner";

import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { maskText, useMasked } from "../../lib/mask.ts";
import { Button } from "../../ui/button.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { Private } from "../../ui/private.tsx";
import { AccountLink } from "./login-succeeded.tsx";
import { LOGINS_TEXT } from "./messages.ts";
import { readServiceAccountKey, type ServiceAccountKey, useUploadKey } from "./service-account.ts";

const USUAL_REGION = "us-central1";
const REGION = /^[a-z0-9-]+$/;
const OUTCOMES = {
  imported: LOGINS_TEXT.uploaded,
  updated: LOGINS_TEXT.renewed,
  unchanged: LOGINS_TEXT.sameKey,
} as const;

export function VertexCard({ isOperator }: { readonly isOperator: boolean }) {
  const t = useText();
  return (
    <section
      aria-label={t(LOGINS_TEXT.vertex)}
      className="flex min-w-0 flex-col gap-3 rounded-xl border bg-surface p-4 shadow-card"
    >
      <h3 className="font-semibold">{t(LOGINS_TEXT.vertex)}</h3>
      <p className="flex grow gap-2 text-xs text-soft">
        <FileKey aria-hidden className="mt-px size-3.5 shrink-0" />
        {t(LOGINS_TEXT.vertexNote)}
      </p>
      {isOperator && (
        <details>
          <summary className="inline-flex h-9 cursor-pointer list-none items-center gap-1.5 rounded-md border bg-surface px-3 font-medium hover:bg-sunken">
            <Upload aria-hidden className="size-4" />
            {t(LOGINS_TEXT.openUpload)}
          </summary>
          <KeyUpload />
        </details>
      )}
    </section>
  );
}

function KeyUpload() {
  const t = useText();
  const masked = useMasked();
  const upload = useUploadKey();
  const input = useRef<HTMLInputElement>(null);
  const [key, setKey] = useState<ServiceAccountKey | null>(null);
  const [problem, setProblem] = useState<string>();
  const form = useForm({ defaultValues: { region: USUAL_REGION } });
  const { errors } = form.formState;
  const choose = async (file: File | undefined): Promise<void> => {
    const read = file === undefined ? null : readServiceAccountKey(await file.text());
    setKey(read);
    setProblem(file !== undefined && read === null ? t(LOGINS_TEXT.notKeyFile) : undefined);
  };
  const send = form.handleSubmit(async ({ region }) => {
    if (key === null) {
      setProblem(t(LOGINS_TEXT.chooseFile));
      return;
    }
    try {
      const done = await upload.mutateAsync({ key, region });
      // The key stays no longer than it is needed.
      setKey(null);
      if (input.current !== null) input.current.value = "";
      const account = masked ? maskText(done.email) : done.email;
      const kept = done.region === region ? "" : ` ${t(LOGINS_TEXT.keepsRegion, { region: done.region ?? "–" })}`;
      toast.success(`${t(OUTCOMES[done.outcome], { account })}.${kept}`);
    } catch (error) {
      setProblem(errorText(error));
    }
  });
  return (
    <form className="flex flex-col gap-3 pt-3" onSubmit={(event) => void send(event)}>
      <Field label={t(LOGINS_TEXT.keyFile)} error={problem}>
        <input
          ref={input}
          type="file"
          accept=".json,application/json"
          aria-label={t(LOGINS_TEXT.keyFile)}
          className="w-full min-w-0 text-xs text-soft file:mr-2 file:h-8 file:cursor-pointer file:rounded-md file:border file:border-line file:bg-surface file:px-3 file:text-ink"
          onChange={(event) => void choose(event.target.files?.[0])}
        />
      </Field>
      {key !== null && (
        <p className="text-xs">
          <Private className="font-medium">{key.client_email}</Private>
        </p>
      )}
      <Field
        label={t(LOGINS_TEXT.region)}
        help={t(LOGINS_TEXT.regionHelp)}
        error={errors.region === undefined ? undefined : t(LOGINS_TEXT.regionWrong)}
      >
        <TextInput {...form.register("region", { pattern: REGION, required: true })} spellCheck={false} />
      </Field>
      <footer className="flex flex-wrap gap-2">
        <Button type="submit" busy={upload.isPending} icon={<Upload aria-hidden className="size-4" />}>
          {t(LOGINS_TEXT.upload)}
        </Button>
        {upload.data !== undefined && <AccountLink accountId={upload.data.account_id} />}
      </footer>
    </form>
  );
}

// Where the browser ended, copied out of its address bar.

import { useForm } from "react-hook-form";

import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { useBringCallback } from "./logins-query.ts";
import { LOGINS_TEXT } from "./messages.ts";

export function CallbackForm({ loginId, onTaken }: { readonly loginId: string; readonly onTaken: () => void }) {
  const t = useText();
  const bring = useBringCallback(loginId);
  const form = useForm({ defaultValues: { address: "" } });
  const { errors } = form.formState;
  const hasText = form.watch("address").trim() !== "";
  const handIn = form.handleSubmit(async ({ address }) => {
    try {
      await bring.mutateAsync(address.trim());
      // The code in it works once, and is nobody's business afterwards.
      form.reset();
      onTaken();
    } catch (error) {
      form.setError("address", { message: errorText(error) });
    }
  });
  return (
    <form className="flex flex-wrap items-start gap-2" onSubmit={(event) => void handIn(event)}>
      <Field
        className="grow basis-64"
        label={t(LOGINS_TEXT.callback)}
        help={t(LOGINS_TEXT.callbackHelp)}
        error={errors.address?.message}
      >
        <TextInput
          {...form.register("address")}
          className="font-mono text-xs"
          spellCheck={false}
          autoComplete="off"
          placeholder="http://localhost:…/callback?code=…&state=…"
        />
      </Field>
      <Button type="submit" className="mt-6" disabled={!hasText} busy={bring.isPending}>
        {t(LOGINS_TEXT.handIn)}
      </Button>
    </form>
  );
}

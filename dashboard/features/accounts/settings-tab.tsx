// What the operator says of an account. What was changed is sent, everything else stays as it is.

import { useEffect } from "react";
import { FormProvider, useForm } from "react-hook-form";

import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { useEditAccount } from "./account-actions.ts";
import { useAccountCommands } from "./account-commands.ts";
import type { AccountDetails } from "./account-query.ts";
import { type AccountSettings, changedFields, settingsOf } from "./account-settings.ts";
import { AliasFields } from "./alias-fields.tsx";
import { DRAWER_TEXT } from "./drawer-messages.ts";
import { HeaderFields } from "./header-fields.tsx";
import { Section } from "./section.tsx";
import { SettingField } from "./setting-field.tsx";
import { useUnsaved } from "./unsaved.tsx";
import { useAccountsSearch } from "./use-accounts-search.ts";

export function SettingsTab({ account }: { readonly account: AccountDetails }) {
  const t = useText();
  const { mayChange } = useAccountCommands();
  const { search, change } = useAccountsSearch();
  const edit = useEditAccount();
  const before = settingsOf(account);
  const form = useForm<AccountSettings>({ defaultValues: before });
  const { isDirty } = form.formState;
  const { reset } = form;
  useUnsaved(isDirty);
  // What somebody else has changed is shown, unless it would wipe out what is being typed.
  const stamp = JSON.stringify(before);
  useEffect(() => {
    if (!isDirty) reset(JSON.parse(stamp) as AccountSettings);
  }, [stamp, isDirty, reset]);

  const save = form.handleSubmit(async (after) => {
    const json = changedFields(before, after);
    if (json === null) return reset(before);
    try {
      const saved = await edit.mutateAsync({ params: { account_id: account.account_id }, json });
      reset(settingsOf(saved));
      // A field may be part of what makes the account: then the file holds another one now.
      if (saved.account_id !== search.account) change({ account: saved.account_id });
    } catch {
      // The toast has said why; what was typed stays.
    }
  });
  return (
    <FormProvider {...form}>
      <form className="flex flex-col gap-6" onSubmit={(event) => void save(event)}>
        {!mayChange && <p className="rounded-lg bg-warn-soft p-3 text-sm text-warn">{t(DRAWER_TEXT.viewerNote)}</p>}
        {account.source === "config" && <p className="rounded-lg bg-sunken p-3 text-sm">{t(DRAWER_TEXT.configNote)}</p>}
        <fieldset disabled={!mayChange} className="contents">
          <SettingSections account={account} />
        </fieldset>
        {mayChange && (
          <div className="sticky -bottom-4 -mx-5 -mb-4 flex flex-wrap items-center justify-end gap-2 border-t bg-raised px-5 py-3">
            <p className="grow text-xs text-soft">{t(DRAWER_TEXT.settingsSaved)}</p>
            <Button disabled={!isDirty} onClick={() => reset(before)}>
              {t(DRAWER_TEXT.reset)}
            </Button>
            <Button type="submit" kind="primary" disabled={!isDirty} busy={edit.isPending}>
              {t(DRAWER_TEXT.save)}
            </Button>
          </div>
        )}
      </form>
    </FormProvider>
  );
}

const PAIR = "grid gap-4 sm:grid-cols-2";
/** Empty, 0, 1, 2.5, … */
const SHARE = /^(\d+(\.\d+)?)?$/;
const WHOLE = /^-?\d+$/;

/** A key of config.yaml has fewer fields, one of a shared upstream has its proxy alone. */
function SettingSections({ account }: { readonly account: AccountDetails }) {
  const t = useText();
  const isFile = account.source === "auth_file";
  const isShared = !isFile && account.provider === "openai-compatibility";
  const isWhole = (value: string): true | string => WHOLE.test(value.trim()) || t(DRAWER_TEXT.wholeNumber);
  return (
    <>
      {isFile && (
        <Section title={t(DRAWER_TEXT.called)}>
          <SettingField name="alias" label={t(DRAWER_TEXT.alias)} help={t(DRAWER_TEXT.aliasHelp)} />
          <SettingField name="note" label={t(DRAWER_TEXT.note)} long />
        </Section>
      )}
      {!isShared && (
        <Section title={t(DRAWER_TEXT.routing)}>
          <div className={PAIR}>
            <SettingField
              name="priority"
              label={t(DRAWER_TEXT.priority)}
              help={t(DRAWER_TEXT.priorityHelp)}
              validate={isWhole}
            />
            <SettingField
              name="weight"
              label={t(DRAWER_TEXT.weight)}
              help={t(DRAWER_TEXT.weightHelp)}
              validate={(value) => SHARE.test(value.trim()) || t(DRAWER_TEXT.share)}
            />
            {isFile && (
              <SettingField
                name="concurrency"
                label={t(DRAWER_TEXT.concurrency)}
                help={t(DRAWER_TEXT.concurrencyHelp)}
                validate={(value) => value.trim() === "" || isWhole(value)}
              />
            )}
            <SettingField
              name="prefix"
              label={t(DRAWER_TEXT.prefix)}
              help={t(DRAWER_TEXT.prefixHelp)}
              validate={(value) => /^[^\s/()]*$/.test(value.trim()) || t(DRAWER_TEXT.noSlash)}
            />
            {isFile && <SettingField name="projectId" label={t(DRAWER_TEXT.projectId)} />}
          </div>
        </Section>
      )}
      <Section title={t(DRAWER_TEXT.connection)}>
        <SettingField name="proxyUrl" label={t(DRAWER_TEXT.proxy)} help={t(DRAWER_TEXT.proxyHelp)} />
        {isFile && account.kind === "api_key" && <SettingField name="baseUrl" label={t(DRAWER_TEXT.baseUrl)} />}
        {!isShared && <HeaderFields />}
      </Section>
      {!isShared && (
        <Section title={t(DRAWER_TEXT.modelRules)}>
          <SettingField name="excluded" label={t(DRAWER_TEXT.excluded)} help={t(DRAWER_TEXT.excludedHelp)} long />
          {isFile && <AliasFields />}
        </Section>
      )}
    </>
  );
}

// `switchyard login`: an account of any provider comes in, by a browser, a code, or a key.

import { Command } from "commander";

import { aliasProblem } from "../domain/alias.ts";
import type { LoginOffer } from "../logins/login-offers.ts";
import { nonEmpty } from "./arguments.ts";
import { CliFailure, type CliDeps } from "./deps.ts";
import type { Hands, LoginHands } from "./hands.ts";
import { takeKey } from "./login-key.ts";
import { type LoginFlags, wantedLogin } from "./login-wish.ts";
import { signedInDocument, signedInLine } from "./print-login.ts";
import { createPrinter, printJson } from "./print.ts";
import { withHands, withPlaceFlags } from "./with-hands.ts";

/** `finish` takes the exit code. */
export function loginCommand(deps: CliDeps, finish: (exitCode: number) => void): Command {
  return withPlaceFlags(new Command("login"))
    .description("sign in to a provider; an account that is there already gets new tokens")
    .argument("[provider]", "codex, claude, gemini-cli, ... (default: codex)")
    .option("--choose", "choose the provider from a list")
    .option("--device", "by a code that is confirmed in any browser")
    .option("--paste", "the browser is elsewhere: paste the address that it ends at")
    .option("--no-browser", "print the page's address and open nothing")
    .option("--api-key", "take in a key, from standard input or typed unseen")
    .option("--base-url <url>", "the key's own upstream", nonEmpty)
    .option("--name <name>", "what stands before the slash of its models; for openai-compatibility", nonEmpty)
    .option("--project <id>", "the Google project to use; for gemini-cli and antigravity", nonEmpty)
    .option("--alias <name>", "what to call the account", nonEmpty)
    .option("--json", "print one JSON document for each step")
    .action(async (provider: string | undefined, flags: LoginFlags) => {
      checkAlias(flags.alias);
      await withHands(deps, flags, async (hands) => {
        const logins = await hands.logins();
        try {
          await logIn({ deps, hands, logins, flags }, provider ?? null);
        } catch (error) {
          if (flags.json !== true || !(error instanceof CliFailure)) throw error;
          const { code, message, hint, more } = error;
          printJson(deps, { command: "login", phase: "failed", message, error: { code, message, hint, ...more } });
          finish(1);
        } finally {
          logins.close();
        }
      });
    });
}

export interface LoginSituation {
  readonly deps: CliDeps;
  readonly hands: Hands;
  readonly logins: LoginHands;
  readonly flags: LoginFlags;
}

async function logIn(situation: LoginSituation, asked: string | null): Promise<void> {
  const { deps, hands, logins, flags } = situation;
  const wanted = await wantedLogin(asked, { deps, offers: logins.offers, flags });
  const known = new Set((await hands.accounts({ offline: true })).map(({ id }) => id));
  if (wanted.kind === "sign-in") tellOfVendor(wanted.offer, deps, flags);
  const { signIn } = await import("./sign-in.ts");
  const id = wanted.kind === "key" ? await takeKey(wanted.provider, situation) : await signIn(wanted, situation);
  await call(id, situation);
  const account = (await hands.accounts({ offline: true })).find((one) => one.id === id);
  if (account === undefined) throw new CliFailure("the account was taken in, and is gone again");
  const isNew = !known.has(id);
  await hands.audit({ action: "account.import", subject: id, detail: isNew ? "imported" : "updated" });
  if (flags.json === true) printJson(deps, signedInDocument(account, isNew, hands.clock.now()));
  else deps.out.write(`${signedInLine(account, isNew, createPrinter(deps.out, deps.env))}\n`);
}

async function call(id: string, { hands, flags }: LoginSituation): Promise<void> {
  if (flags.alias === undefined) return;
  const accounts = (await hands.accounts({ offline: true })).map(({ id: one, alias, account: { fileName } }) => ({
    id: one,
    alias,
    fileName,
  }));
  const { setAlias } = await import("../management/accounts/set-alias.ts");
  const named = accounts.find((account) => account.id === id);
  const outcome = named && (await setAlias(named, flags.alias, { shelf: hands.folder.shelf, accounts }));
  if (outcome === undefined || outcome.kind === "set" || outcome.kind === "unchanged") return;
  throw new CliFailure(
    `the account is in (${id}), but cannot be called '${flags.alias}'${outcome.kind === "taken" ? `: ${outcome.by} has that name` : ""}`,
    `call it otherwise: \`switchyard alias set ${id} <alias>\``,
    { code: outcome.kind === "taken" ? "duplicate_alias" : "invalid_alias", account_id: id },
  );
}

function checkAlias(alias: string | undefined): void {
  const problem = alias === undefined ? null : aliasProblem(alias);
  if (problem !== null) throw new CliFailure(`invalid alias: ${problem}`, null, { code: "invalid_alias" });
}

function tellOfVendor({ note }: LoginOffer, deps: CliDeps, { json }: LoginFlags): void {
  if (note === null || json === true) return;
  const err = createPrinter(deps.err, deps.env);
  err.line(`${err.cyan("note:")} ${note}`);
}

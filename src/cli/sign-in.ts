// One sign-in at a terminal: the page is opened or shown, the answer comes by this computer's port, by the clipboard or by the
// vendor's word, and Ctrl-C gives it up with nothing left behind.

import type { AccountId } from "../domain/ids.ts";
import type { StartedLogin } from "../logins/flows/login-flow.ts";
import type { LoginStatus } from "../logins/flows/login-sessions.ts";
import { readPastedCallback } from "../logins/flows/read-callback.ts";
import { CliFailure } from "./deps.ts";
import type { LoginSituation } from "./login-command.ts";
import type { WantedLogin } from "./login-wish.ts";
import { awaitingDocument, pasteWords, startLines } from "./print-login.ts";
import { printJson } from "./print.ts";

type Wanted = Extract<WantedLogin, { kind: "sign-in" }>;
type Started = Extract<StartedLogin, { kind: "started" }>;

/** The browser is being answered when the sign-in ends: it shall see how. */
const LAST_PAGE_MS = 300;

/** Throws CliFailure where it does not come to a good end. */
export async function signIn(wanted: Wanted, situation: LoginSituation): Promise<AccountId> {
  const { logins, hands, flags } = situation;
  const { provider, name } = wanted.offer;
  const fields = flags.project === undefined ? {} : { project_id: flags.project };
  const started = await logins.flows.start({ provider, flow: wanted.flow, label: provider, fields });
  if (started.kind === "unsupported") throw new CliFailure(`${name} does not sign in this way`);
  if (started.kind === "failed") throw new CliFailure(started.reason, null, { code: "login_failed" });
  const isPasting = started.device === null && (situation.deps.input.isTerminal || flags.paste === true);
  if (started.device === null && !started.isListening && !isPasting) throw portTaken(wanted);
  announce(started, wanted, { ...situation, isPasting });
  const stopReading = isPasting ? readPasted(started, wanted, situation) : () => undefined;
  const status = await ended(started, situation).finally(stopReading);
  if (started.isListening) await new Promise<void>((resolve) => hands.clock.after(LAST_PAGE_MS, resolve));
  if (status.kind === "ok") return status.account.id;
  const reason = status.kind === "error" ? status.reason : "it did not end";
  throw new CliFailure(`the sign-in failed: ${reason}`, "nothing was changed; start it again", {
    code: "login_failed",
  });
}

function announce(
  started: Started,
  { offer }: Wanted,
  { deps, logins, flags, isPasting }: LoginSituation & { readonly isPasting: boolean },
): void {
  if (flags.json === true) return printJson(deps, awaitingDocument(started, offer.provider));
  const isOpening = started.device === null && flags.browser && flags.paste !== true;
  const isOpened = isOpening && logins.openPage(started.url);
  for (const line of startLines(started, { name: offer.name, isOpened, isPasting })) deps.out.write(`${line}\n`);
}

/** Until it ends by itself or somebody interrupts the command. */
async function ended({ state }: Started, { logins }: LoginSituation): Promise<LoginStatus> {
  const { interrupted, flows } = logins;
  const interruption = new Promise<null>((resolve) => {
    if (interrupted.aborted) resolve(null);
    interrupted.addEventListener("abort", () => resolve(null), { once: true });
  });
  const status = await Promise.race([flows.ended(state) ?? Promise.resolve(null), interruption]);
  if (status !== null) return status;
  flows.cancel(state);
  throw new CliFailure("interrupted; nothing was changed", null, { code: "interrupted" });
}

/** Takes the address out of what is typed or piped in, and says what is wrong with anything else. */
function readPasted({ state }: Started, { offer }: Wanted, { deps, logins }: LoginSituation): () => void {
  const { input, err } = deps;
  const take = (line: string): boolean => {
    if (line.trim() === "") return true;
    const callback = readPastedCallback(line);
    const isOurs = callback !== null && callback.state === state;
    if (isOurs && logins.flows.takeCallback(callback, offer.provider).kind === "taken") return true;
    err.write(`${pasteWords(callback === null ? "no-address" : isOurs ? "not-waiting" : "other-sign-in")}\n`);
    return false;
  };
  if (input.isTerminal) return input.onLine(take);
  // Piped in, there is one address and no second try.
  void input.text().then((text) => {
    if (text.trim() === "" || !take(text)) logins.flows.cancel(state);
  });
  return () => undefined;
}

function portTaken({ offer }: Wanted): CliFailure {
  const port = offer.callbackUrl === null ? "its port" : `port ${new URL(offer.callbackUrl).port}`;
  return new CliFailure(
    `another program has ${port}, where ${offer.name} sends the browser back to`,
    "end it, or use --paste and give the address that the browser ends at",
    { code: "port_taken" },
  );
}

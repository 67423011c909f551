// Connecting a client: which key and models, what would change, a question, the change, and a look whether it works.

import type { ConnectDeps } from "../management/connect/connect-client.ts";
import { carryOut, NotConnectable, planConnection, type PlannedFile } from "../management/connect/connect-client.ts";
import { CLIENT_TITLES, clientFiles, type ClientId, type Wish } from "../management/connect/client-settings.ts";
import { readConfigText } from "../management/connect/config-text.ts";
import type { Connecting, GatewayModels } from "../management/connect/connecting.ts";
import { obstacles } from "../management/connect/obstacles.ts";
import { confirmed } from "./confirm.ts";
import type { ConnectFlags } from "./connect-command.ts";
import { CliFailure, type CliDeps } from "./deps.ts";
import type { Hands } from "./hands.ts";
import { maskedDiff } from "./masked-diff.ts";
import { createPrinter, printJson } from "./print.ts";

export interface Asked {
  readonly client: ClientId;
  readonly flags: ConnectFlags;
}

/** False where the gateway refuses what was written. Throws CliFailure. */
export async function connectClient(deps: CliDeps, hands: Hands, { client, flags }: Asked): Promise<boolean> {
  const connecting = await hands.connecting();
  const target = await chooseTarget(deps, hands, { connecting, name: client, flags });
  const wish: Wish = { ...target, model: flags.model ?? null };
  if (client === "opencode" && wish.model === null && wish.models.length === 0) {
    throw new CliFailure(
      "opencode has to be told which models there are, and no gateway answers",
      "start it with `switchyard serve`, or name one with --model",
    );
  }
  const clientDeps = connecting.deps(flags.project === true ? process.cwd() : null);
  const planned = await planConnection(client, wish, clientDeps).catch(asFailure);
  const changed = planned.filter(({ before, after }) => before !== after);
  const notes = notesOf(client, { wish, planned, clientDeps });
  if (flags.json !== true) showChanges(deps, changed);
  const isWritten =
    flags.dryRun !== true && (changed.length === 0 || (await isWanted(deps, flags, `Write ${these(changed)}?`)));
  if (isWritten && changed.length > 0) await carryOut(planned, clientDeps).catch(asFailure);
  const gateway = isWritten ? await connecting.models(wish.url, wish.key) : null;
  if (flags.json === true) {
    printJson(deps, documentOf({ client, url: wish.url, planned, isWritten, gateway, notes }));
  } else {
    tell(deps, { client, wish, changed, isWritten, gateway, notes, flags });
  }
  return gateway?.kind !== "refused" && gateway?.kind !== "other";
}

/** Throws CliFailure where nobody can be asked. */
export async function isWanted(deps: CliDeps, flags: ConnectFlags, question: string): Promise<boolean> {
  if (flags.yes === true) return true;
  if (deps.input.isTerminal) return confirmed(deps, question);
  throw new CliFailure(`nobody can be asked here: ${question}`, "say --yes, or --dry-run to look only", {
    code: "needs_terminal",
  });
}

export function showChanges(deps: CliDeps, changed: readonly PlannedFile[]): void {
  const out = createPrinter(deps.out, deps.env);
  for (const { path, before, after } of changed) {
    for (const line of maskedDiff(path, before, after).split("\n")) {
      if (line.startsWith("+")) out.line(out.green(line));
      else if (line.startsWith("-")) out.line(out.red(line));
      else out.line(line);
    }
    out.line("");
  }
}

/** For `catch`: what cannot be done is told in one line. */
export function asFailure(error: unknown): never {
  if (error instanceof NotConnectable) throw new CliFailure(error.message, null, { code: "not_connectable" });
  throw error;
}

export function these(files: readonly PlannedFile[]): string {
  return files.length === 1 ? "this change" : "these changes";
}

/** Stands for the key that a dry run does not make. */
const KEY_TO_COME = "sk-sy-new";

interface Choosing {
  readonly connecting: Connecting;
  /** What a key that is made now is called. */
  readonly name: string;
  readonly flags: ConnectFlags;
}

/** Where the gateway is, and with which key. Throws CliFailure where a key is needed and there is none. */
export async function chooseTarget(
  deps: CliDeps,
  hands: Hands,
  { connecting, name, flags }: Choosing,
): Promise<Omit<Wish, "model">> {
  const url = flags.url ?? (await ownUrl(hands));
  const isOurs = flags.url === undefined && flags.key === undefined;
  const key =
    flags.key ?? (isOurs && hands.config().apiKeyAuthEnabled ? await keyOf(deps, { connecting, name, flags }) : null);
  if (key === KEY_TO_COME) return { url, key, models: [] };
  const ask = (): Promise<GatewayModels> => connecting.models(url, key);
  const answer = isOurs && key !== null ? await untilKnown(hands, ask) : await ask();
  switch (answer.kind) {
    case "served":
      return { url, key, models: answer.names };
    case "absent":
      return { url, key, models: [] };
    case "refused":
      throw key === null
        ? new CliFailure(`the gateway at ${url} wants a key`, "give one of its client keys with --key", {
            code: "needs_key",
          })
        : new CliFailure(`the gateway at ${url} refuses this key`, "nothing was changed", { code: "key_refused" });
    case "other":
      throw new CliFailure(
        `what answers at ${url} is no gateway of ours (status ${answer.status})`,
        "say where the gateway is with --url",
        { code: "no_gateway" },
      );
  }
}

async function keyOf(deps: CliDeps, { connecting, name, flags }: Choosing): Promise<string> {
  if (connecting.hasClientKey(name)) return connecting.clientKey(name);
  if (flags.dryRun === true) return KEY_TO_COME;
  const question = `The gateway wants a key. Make one named ${name} in config.yaml?`;
  if (await isWanted(deps, flags, question)) return connecting.clientKey(name);
  throw new CliFailure("the gateway wants a key", "give one with --key", { code: "needs_key" });
}

async function ownUrl(hands: Hands): Promise<string> {
  if (hands.config().port !== 0) return (await hands.gateway()).url;
  throw new CliFailure(
    "the gateway takes whatever port is free (port: 0 in config.yaml)",
    "say where it is with --url",
  );
}

/** A running gateway needs a moment to see a key that has just been made. */
async function untilKnown(hands: Hands, ask: () => Promise<GatewayModels>): Promise<GatewayModels> {
  for (let left = 10; ; left--) {
    const answer = await ask();
    if (answer.kind !== "refused" || left === 0) return answer;
    await new Promise<void>((resolve) => hands.clock.after(200, resolve));
  }
}

function namesIn(answer: GatewayModels): readonly string[] {
  return answer.kind === "served" ? answer.names : [];
}

function notesOf(
  client: ClientId,
  about: { readonly wish: Wish; readonly planned: readonly PlannedFile[]; readonly clientDeps: ConnectDeps },
): readonly string[] {
  const { wish, planned, clientDeps } = about;
  const files = clientFiles(client, clientDeps.place) ?? [];
  const all = planned.map(({ after }, index) => readConfigText(files[index]?.format ?? "json", after ?? ""));
  const values = Object.fromEntries(all.flatMap(Object.entries<unknown>));
  const { model, models } = wish;
  return [
    ...obstacles({ client, wish, values, env: clientDeps.place.env }),
    ...(model !== null && models.length > 0 && !models.includes(model)
      ? [`the gateway's list has no model ${model}`]
      : []),
  ];
}

interface Told {
  readonly client: ClientId;
  readonly wish: Wish;
  readonly changed: readonly PlannedFile[];
  readonly isWritten: boolean;
  readonly gateway: GatewayModels | null;
  readonly notes: readonly string[];
  readonly flags: ConnectFlags;
}

function tell(deps: CliDeps, { client, wish, changed, isWritten, gateway, notes, flags }: Told): void {
  const out = createPrinter(deps.out, deps.env);
  const err = createPrinter(deps.err, deps.env);
  const title = CLIENT_TITLES[client];
  if (!isWritten) out.line(flags.dryRun === true ? "Dry run: nothing was written." : "Nothing was written.");
  else if (changed.length === 0) out.line(`${title} asks ${wish.url} already.`);
  else
    out.line(
      `${out.green("✓")} ${title} asks ${wish.url} from now on. \`switchyard connect ${client} --undo\` takes it back.`,
    );
  for (const note of notes) err.line(`${err.red("warning:")} ${note}`);
  if (gateway === null) return;
  switch (gateway.kind) {
    case "served":
      out.line(`${out.green("✓")} The gateway answers and serves ${gateway.names.length} models.`);
      break;
    case "absent":
      out.line(`No gateway answers there yet: start it with \`switchyard serve\`.`);
      break;
    case "refused":
      err.line(`${err.red("error:")} the gateway at ${wish.url} refuses this key`);
      break;
    case "other":
      err.line(`${err.red("error:")} what answers at ${wish.url} is no gateway of ours (status ${gateway.status})`);
      break;
  }
}

function documentOf(about: {
  readonly client: ClientId;
  readonly url: string;
  readonly planned: readonly PlannedFile[];
  readonly isWritten: boolean;
  readonly gateway: GatewayModels | null;
  readonly notes: readonly string[];
}): Record<string, unknown> {
  const { client, url, planned, isWritten, gateway, notes } = about;
  return {
    command: "connect",
    client,
    url,
    written: isWritten,
    files: planned.map(({ path, before, after }) => ({
      path,
      changed: before !== after,
      diff: before === after ? null : maskedDiff(path, before, after),
    })),
    gateway: gateway === null ? null : { status: gateway.kind, models: namesIn(gateway).length },
    warnings: notes,
  };
}

// `switchyard sandbox`: the practice upstreams, their accounts as files, and beside them a gateway that serves from these.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { stringify } from "yaml";

import { CliFailure, type SandboxOptions } from "../cli/deps.ts";
import { ensurePrivateDir, writeFileAtomic } from "../platform/atomic-file.ts";
import { systemClock } from "../platform/system-clock.ts";
import { systemIds } from "../platform/system-ids.ts";
import { gatewayConfig } from "../sandbox/gateway-config.ts";
import { createSandbox, type Sandbox } from "../sandbox/sandbox.ts";
import { serve, type ServeContext } from "./serve.ts";
import { untilToldToStop } from "./stop-signals.ts";

const NAMES = ["ada", "ben", "cleo", "dara", "emil", "fay", "gus", "hana"];
const PLANS = ["plus", "pro", "team"];

export async function runSandbox(options: SandboxOptions, context: ServeContext): Promise<number> {
  const sandbox = createSandbox({ clock: systemClock, ids: systemIds });
  for (let index = 0; index < options.accounts; index += 1) sandbox.addAccount(accountInput(index));
  const listening = listen(sandbox, options);
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "switchyard-sandbox-")));
  try {
    await writeWorld(sandbox, { dataDir, url: listening.url });
    context.say(`sandbox on ${listening.url} (faults: POST ${listening.url}/_sandbox/faults)`);
    context.say(`auth files and configuration in ${dataDir}`);
    if (options.gatewayPort === null) {
      await untilToldToStop({ drain: () => Promise.resolve(), cutShort: () => process.exit(1) });
      return 0;
    }
    const place = { dataDir, configFile: null, host: null, port: options.gatewayPort, databaseUrl: null };
    return await serve(place, { ...context, serving: (url) => context.say(tryIt(url)) });
  } finally {
    await listening.stop();
    if (options.dataDir === null) await rm(dataDir, { recursive: true, force: true });
  }
}

function listen(sandbox: Sandbox, { host, port }: SandboxOptions): ReturnType<Sandbox["listen"]> {
  try {
    return sandbox.listen({ host, port });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
      throw new CliFailure(`port ${port} on ${host} is taken`, "choose another port with --port (0 takes a free one)");
    }
    throw error;
  }
}

function accountInput(index: number): Parameters<Sandbox["addAccount"]>[0] {
  const name = NAMES[index] ?? `account${index + 1}`;
  return {
    email: `${name}@example.com`,
    plan: PLANS[index % PLANS.length] ?? "plus",
    primaryUsedPercent: (index * 17) % 60,
    secondaryUsedPercent: (index * 11) % 50,
  };
}

async function writeWorld(sandbox: Sandbox, world: { readonly dataDir: string; readonly url: string }): Promise<void> {
  const { dataDir, url } = world;
  const authDir = join(dataDir, "auths");
  await ensurePrivateDir(dataDir);
  await ensurePrivateDir(authDir);
  const logins = sandbox.accounts().map((account) => [`codex-${account.email}`, account.cliProxyAuthFile()] as const);
  const claude = sandbox.addClaudeAccount({ email: "cora@example.com" });
  const google = sandbox.addGoogleAccount({ email: "gwen@example.com" });
  const others = [
    [`claude-${claude.email}`, claude.authFile()],
    [`gemini-${google.email}`, google.authFile()],
  ] as const;
  for (const [name, json] of [...logins, ...others]) {
    await writeFileAtomic(join(authDir, `${name}.json`), `${JSON.stringify(json, null, 2)}\n`);
  }
  const compatible = sandbox.addCompatibleUpstream({ name: "deepseek" }).configEntry(url);
  const config = stringify({ ...gatewayConfig(url), "openai-compatibility": [compatible] });
  const note = "# Points at the sandbox: nothing here reaches a real upstream.\n";
  await writeFileAtomic(join(dataDir, "config.yaml"), note + config);
}

function tryIt(url: string): string {
  return `
Try it:
  curl ${url}/v1/chat/completions -H 'content-type: application/json' \\
    -d '{"model":"gpt-5.5","messages":[{"role":"user","content":"hello"}]}'

  # Any model: gpt-5.5, claude-opus-5-5, gemini-2.5-pro, deepseek-chat. Any client: Codex, and Claude Code on a ChatGPT login:
  codex exec --skip-git-repo-check -c model_provider=switchyard -m gpt-5.5 \\
    -c 'model_providers.switchyard={name="switchyard",base_url="${url}/v1",wire_api="responses"}' 'run: echo it works'
  ANTHROPIC_BASE_URL=${url} ANTHROPIC_API_KEY=any claude -p --model gpt-5.5 'hello'
`;
}

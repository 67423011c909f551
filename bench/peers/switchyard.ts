// The gateway itself, as people start it: an API-key account where it relays, a ChatGPT login where it translates.

import { stringify } from "yaml";

import { gatewayConfig } from "../../src/sandbox/gateway-config.ts";
import { onCore } from "../support/cores.ts";
import { dataFolder, type Program, ROOT, startProgram } from "../support/processes.ts";
import packageJson from "../../package.json";
import type { Door, Lane, Peer, Upstream } from "./peer.ts";

const PATHS: Readonly<Record<Lane, Pick<Door, "dialect" | "path">>> = {
  relay: { dialect: "responses", path: "/v1/responses" },
  messages: { dialect: "messages", path: "/v1/messages" },
  chat: { dialect: "chat", path: "/v1/chat/completions" },
};

export const switchyard: Peer = {
  name: "switchyard",
  find: async () => ({
    kind: "here",
    version: packageJson.version,
    start: (side, upstream) =>
      startSwitchyard(upstream, {
        authFiles: side === "relayed" ? keyFiles(upstream, 1) : { "login.json": upstream.login },
      }),
  }),
  door: (lane) => ({ ...PATHS[lane], headers: {} }),
};

/** Auth files of so many API-key accounts; the upstream takes any key. */
export function keyFiles({ apiKey }: Upstream, count: number): Readonly<Record<string, object>> {
  const entries = Array.from({ length: count }, (_, index) => [
    `key-${index}.json`,
    {
      type: "codex",
      auth_mode: "apikey",
      OPENAI_API_KEY: index === 0 ? apiKey : `${apiKey}-${index}`,
      openai_user_id: `user-${index}`,
      email: `key-${index}@example.com`,
    },
  ]);
  return Object.fromEntries(entries) as Readonly<Record<string, object>>;
}

/** Starts a gateway with these accounts in a data folder of its own, which goes when it stops. */
export async function startSwitchyard(
  upstream: Upstream,
  {
    authFiles,
    config = {},
    prepare,
  }: {
    readonly authFiles: Readonly<Record<string, object>>;
    /** Keys of config.yaml beside what points it at the upstream. */
    readonly config?: object;
    /** Puts into the data folder what is to be there before it starts. */
    readonly prepare?: (folder: string) => Promise<void>;
  },
): Promise<Program> {
  const folder = dataFolder(stringify({ ...gatewayConfig(upstream.url), ...config }), authFiles);
  await prepare?.(folder.path);
  const command = [`${ROOT}/bin/switchyard`, "serve", "--port", "0", "--data-dir", folder.path];
  const program = await startProgram(onCore("measured", command));
  return {
    ...program,
    async stop() {
      await program.stop();
      folder.remove();
    },
  };
}

// Pointing clients at a gateway: their files, our list of client keys, and a question to the gateway.

import { homedir } from "node:os";
import { join } from "node:path";

import { z } from "zod";

import type { ConfigDocument } from "../config/config-document.ts";
import type { Connecting, GatewayModels } from "../management/connect/connecting.ts";
import { systemClock } from "../platform/system-clock.ts";
import { systemIds } from "../platform/system-ids.ts";
import { createToolFiles } from "../platform/tool-files.ts";
import type { UpstreamClient } from "../wire/upstream-call.ts";

export interface ConnectingInput {
  readonly document: ConfigDocument;
  readonly dataDir: string;
  readonly client: UpstreamClient;
}

const TIMEOUTS = { connectMs: 2000, firstByteMs: 5000, idleMs: 2000 } as const;

export function buildConnecting({ document, dataDir, client }: ConnectingInput): Connecting {
  const files = createToolFiles({ clock: systemClock });
  const { env } = process;
  const homeDir = (env["HOME"] ?? "") === "" ? null : homedir();
  const keyNamed = (wanted: string): string | null =>
    document
      .current()
      .apiKeys.find(({ name }) => name === wanted)
      ?.key.reveal() ?? null;
  return {
    deps: (projectDir) => ({ files, register: join(dataDir, "connections.json"), place: { env, homeDir, projectDir } }),
    hasClientKey: (name) => keyNamed(name) !== null,
    async clientKey(name) {
      const known = keyNamed(name);
      if (known !== null) return known;
      const key = systemIds.token("sk-sy").replaceAll("_", "-");
      await document.edit(({ config }) => [
        config.apiKeys.length === 0
          ? { path: ["api-keys"], value: [{ name, key }] }
          : { path: ["api-keys", config.apiKeys.length], value: { name, key } },
      ]);
      return key;
    },
    models: (url, key) => askModels(client, url, key),
  };
}

const modelList = z.object({ data: z.array(z.object({ id: z.string() })) });

async function askModels(client: UpstreamClient, url: string, key: string | null): Promise<GatewayModels> {
  const headers: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
  const call = { method: "GET", url: `${url}/v1/models`, headers, body: null, proxyUrl: null } as const;
  const answer = await client.send(call, { signal: new AbortController().signal, timeouts: TIMEOUTS });
  if (answer.kind === "failed") return { kind: "absent" };
  const { status, body } = answer;
  try {
    const text = Buffer.from(await body.rest()).toString();
    if (status === 401 || status === 403) return { kind: "refused" };
    const { data } = modelList.parse(JSON.parse(text));
    return { kind: "served", names: data.map(({ id }) => id) };
  } catch {
    return { kind: "other", status };
  }
}

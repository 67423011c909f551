// codex-lb (Python): a pool of ChatGPT accounts. It has no other upstream, always streams from it, and gathers where the
// client wants JSON. Its limits on streams an account are raised: they protect accounts, and here there is one.

import type { Program } from "../support/processes.ts";
import { cachedPeer } from "./peer-cache.ts";
import type { Peer, Upstream } from "./peer.ts";
import { startScratchServer } from "./scratch-server.ts";

const VERSION = "1.24.0";
/** It wants Python 3.13. */
const PYTHON = "python3.13";
const MANY = "100000";
const MANY_CONNECTIONS = "4096";

export const codexLb: Peer = {
  name: "codex-lb",
  async find(mayFetch) {
    const cached = await cachedPeer(
      {
        folder: `codex-lb-${VERSION}`,
        commands: [
          [PYTHON, "-m", "venv", "{folder}/venv"],
          ["{folder}/venv/bin/pip", "install", "--quiet", `codex-lb==${VERSION}`],
        ],
      },
      mayFetch,
    );
    if (cached.kind === "absent") return cached;
    const binary = `${cached.folder}/venv/bin/codex-lb`;
    return { kind: "here", version: VERSION, start: (_, upstream) => start(binary, upstream) };
  },
  door(lane) {
    if (lane === "messages") return null;
    return lane === "relay"
      ? { dialect: "responses", path: "/v1/responses", headers: {} }
      : { dialect: "chat", path: "/v1/chat/completions", headers: {} };
  },
};

async function start(binary: string, upstream: Upstream): Promise<Program> {
  const program = await startScratchServer({
    name: "codex-lb",
    readyPath: "/health/ready",
    command: (port) => [binary, "--host", "127.0.0.1", "--port", String(port)],
    env: (port, folder) => ({
      PORT: String(port),
      CODEX_LB_DATA_DIR: folder,
      CODEX_LB_UPSTREAM_BASE_URL: `${upstream.url}/backend-api`,
      CODEX_LB_UPSTREAM_STREAM_TRANSPORT: "http",
      CODEX_LB_TELEMETRY_ENABLED: "false",
      CODEX_LB_DASHBOARD_AUTH_MODE: "disabled",
      CODEX_LB_HTTP_RESPONSES_SESSION_BRIDGE_ENABLED: "false",
      CODEX_LB_PROXY_ACCOUNT_STREAM_LIMIT: MANY,
      CODEX_LB_PROXY_ACCOUNT_RESPONSE_CREATE_LIMIT: MANY,
      CODEX_LB_PROXY_RESPONSE_CREATE_LIMIT: MANY,
      CODEX_LB_BULKHEAD_PROXY_LIMIT: MANY,
      CODEX_LB_HTTP_CONNECTOR_LIMIT: MANY_CONNECTIONS,
      CODEX_LB_HTTP_CONNECTOR_LIMIT_PER_HOST: MANY_CONNECTIONS,
    }),
  });
  const form = new FormData();
  form.set("auth_json", new Blob([JSON.stringify(upstream.authJson)]), "auth.json");
  const imported = await fetch(`${program.url}/api/accounts/import`, { method: "POST", body: form });
  if (imported.status === 200) return program;
  await program.stop();
  throw new Error(`codex-lb did not take the account: ${await imported.text()}`);
}

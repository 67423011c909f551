// CLIProxyAPI (Go): serves coding clients from subscriptions and keys. Where it talks to a Codex account it always streams and
// gathers, so the JSON exchange is measured on the route that it relays: Chat Completions to a compatible upstream.

import { stringify } from "yaml";

import { WORKS } from "../works/works.ts";
import { cachedPeer } from "./peer-cache.ts";
import type { Peer, Side, Upstream } from "./peer.ts";
import { startScratchServer } from "./scratch-server.ts";

const VERSION = "v7.2.140";
const KEY = "sk-client";
const PATHS = {
  relay: { dialect: "responses", path: "/v1/responses" },
  messages: { dialect: "messages", path: "/v1/messages" },
  chat: { dialect: "chat", path: "/v1/chat/completions" },
} as const;

export const cliProxyApi: Peer = {
  name: "cliproxyapi",
  async find(mayFetch) {
    const installed = Bun.which("cli-proxy-api");
    const binary = installed ?? (await fetched(mayFetch));
    if (typeof binary !== "string") return binary;
    const { stdout } = Bun.spawnSync([binary, "-help"], { stdout: "pipe", stderr: "ignore" });
    return {
      kind: "here",
      version: /Version: v?([\d.]+)/.exec(stdout.toString())?.[1] ?? VERSION.slice(1),
      start: (side, upstream) =>
        startScratchServer({
          name: "cliproxyapi",
          readyPath: "/",
          files: (port, folder) => ({ "config.yaml": configuration({ side, port, folder, upstream }) }),
          command: (_, folder) => [binary, "-config", `${folder}/config.yaml`, "-local-model"],
          env: () => ({ GIN_MODE: "release" }),
        }),
    };
  },
  door(lane, letter) {
    const isCompatible = lane === "relay" && letter === "a";
    return { ...PATHS[isCompatible ? "chat" : lane], headers: { authorization: `Bearer ${KEY}` } };
  },
};

async function fetched(mayFetch: boolean): Promise<string | { readonly kind: "absent"; readonly reason: string }> {
  const cached = await cachedPeer(
    {
      folder: `cliproxyapi-${VERSION}`,
      commands: [["go", "install", `github.com/router-for-me/CLIProxyAPI/v7/cmd/server@${VERSION}`]],
      env: { GOBIN: "{folder}" },
    },
    mayFetch,
  );
  return cached.kind === "here" ? `${cached.folder}/server` : cached;
}

/** `commercial-mode` is its setting for many requests: it leaves out what it does for a log of each. */
function configuration(at: {
  readonly side: Side;
  readonly port: number;
  readonly folder: string;
  readonly upstream: Upstream;
}): string {
  const { url, apiKey } = at.upstream;
  const models = Object.values(WORKS).map(({ ask }) => ({ name: ask.model, alias: ask.model }));
  const isCompatible = ({ name }: { readonly name: string }): boolean =>
    at.side === "relayed" && name === WORKS.a.ask.model;
  return stringify({
    host: "127.0.0.1",
    port: at.port,
    "auth-dir": at.folder,
    "api-keys": [KEY],
    "remote-management": { "secret-key": "", "disable-control-panel": true },
    "commercial-mode": true,
    "request-log": false,
    "logging-to-file": false,
    "usage-statistics-enabled": false,
    "codex-api-key": [
      {
        "api-key": apiKey,
        "base-url": `${url}/backend-api/codex`,
        models: models.filter((model) => !isCompatible(model)),
      },
    ],
    "openai-compatibility": [
      {
        name: "bench",
        "base-url": `${url}/v1`,
        "api-key-entries": [{ "api-key": apiKey }],
        models: models.filter(isCompatible),
      },
    ],
  });
}

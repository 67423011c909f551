// Portkey's gateway (Node): keeps no accounts; client and account are named with each request.

import { cachedPeer } from "./peer-cache.ts";
import type { Peer } from "./peer.ts";
import { startScratchServer } from "./scratch-server.ts";

const VERSION = "1.15.2";

export const portkey: Peer = {
  name: "portkey",
  async find(mayFetch) {
    const cached = await cachedPeer(
      {
        folder: `portkey-${VERSION}`,
        commands: [
          ["npm", "init", "--yes"],
          ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", `@portkey-ai/gateway@${VERSION}`],
        ],
      },
      mayFetch,
    );
    if (cached.kind === "absent") return cached;
    const script = `${cached.folder}/node_modules/@portkey-ai/gateway/build/start-server.js`;
    const { stdout } = Bun.spawnSync(["node", "--version"], { stdout: "pipe" });
    return {
      kind: "here",
      version: `${VERSION}, Node ${stdout.toString().trim()}`,
      start: () =>
        startScratchServer({
          name: "portkey",
          readyPath: "/",
          command: (port) => ["node", script, `--port=${port}`, "--headless"],
          env: () => ({ NODE_ENV: "production" }),
        }),
    };
  },
  door(lane, _, upstream) {
    if (lane !== "relay") return null;
    return {
      dialect: "responses",
      path: "/v1/responses",
      headers: {
        authorization: `Bearer ${upstream.apiKey}`,
        "x-portkey-provider": "openai",
        "x-portkey-custom-host": `${upstream.url}/v1`,
      },
    };
  },
};

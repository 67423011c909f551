// A proxy in C, from the system's packages: what passing bytes on costs at best.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { onCore } from "../support/cores.ts";
import { freePort, startServer } from "../support/processes.ts";
import type { Peer, Upstream } from "./peer.ts";

const BINARY = Bun.which("nginx") ?? Bun.which("/usr/sbin/nginx");

export const nginx: Peer = {
  name: "nginx",
  async find() {
    if (BINARY === null) return { kind: "absent", reason: "not installed (Debian: apt-get install nginx-light)" };
    // It tells its version on standard error.
    const { stderr } = Bun.spawnSync([BINARY, "-v"], { stderr: "pipe" });
    const version = /nginx\/(\S+)/.exec(stderr.toString())?.[1] ?? "of unknown version";
    return { kind: "here", version, start: (_, upstream) => start(BINARY, upstream) };
  },
  door: (lane) =>
    lane === "relay"
      ? { dialect: "responses", path: "/v1/responses", headers: { authorization: "Bearer sk-bench" } }
      : null,
};

async function start(binary: string, upstream: Upstream) {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-bench-nginx-"));
  const port = freePort();
  writeFileSync(join(folder, "nginx.conf"), configuration({ folder, port, upstream: new URL(upstream.url).host }));
  const command = [binary, "-p", folder, "-e", "stderr", "-c", join(folder, "nginx.conf")];
  const program = await startServer({ command: onCore("measured", command), port, readyPath: "/" });
  return {
    ...program,
    async stop() {
      await program.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One worker, connections kept on both sides, nothing written to disk, nothing held back. */
function configuration(at: { readonly folder: string; readonly port: number; readonly upstream: string }): string {
  return `
daemon off;
worker_processes 1;
pid ${at.folder}/nginx.pid;
error_log stderr crit;
events { worker_connections 8192; }
http {
  access_log off;
  client_body_temp_path ${at.folder}/body;
  proxy_temp_path ${at.folder}/proxy;
  fastcgi_temp_path ${at.folder}/fastcgi;
  uwsgi_temp_path ${at.folder}/uwsgi;
  scgi_temp_path ${at.folder}/scgi;
  keepalive_requests 1000000000;
  client_max_body_size 64m;
  client_body_buffer_size 4m;
  upstream answers { server ${at.upstream}; keepalive 2048; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${at.port} backlog=4096;
    location / {
      proxy_pass http://answers;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
    }
  }
}
`;
}

// A proxy in C, from the system's packages: what passing bytes on costs at best.

import { join } from "node:path";

import type { Peer, Upstream } from "./peer.ts";
import { startScratchServer } from "./scratch-server.ts";

const BINARY = Bun.which("nginx") ?? Bun.which("/usr/sbin/nginx");

export const nginx: Peer = {
  name: "nginx",
  async find() {
    if (BINARY === null) return { kind: "absent", reason: "not installed (Debian: apt-get install nginx-light)" };
    // It tells its version on standard error.
    const { stderr } = Bun.spawnSync([BINARY, "-v"], { stderr: "pipe" });
    return {
      kind: "here",
      version: /nginx\/(\S+)/.exec(stderr.toString())?.[1] ?? "?",
      start: (_, upstream) =>
        startScratchServer({
          name: "nginx",
          readyPath: "/",
          files: (port, folder) => ({ "nginx.conf": configuration({ folder, port, upstream }) }),
          command: (_port, folder) => [BINARY, "-p", folder, "-e", "stderr", "-c", join(folder, "nginx.conf")],
        }),
    };
  },
  door: (lane) => (lane === "relay" ? { dialect: "responses", path: "/v1/responses", headers: {} } : null),
};

/** One worker, connections kept on both sides, nothing written to disk, nothing held back. */
function configuration(at: { readonly folder: string; readonly port: number; readonly upstream: Upstream }): string {
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
  upstream answers { server ${new URL(at.upstream.url).host}; keepalive 2048; keepalive_requests 1000000000; }
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

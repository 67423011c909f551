// Sign-ins as they are in the product (real routes, providers, auth files and sockets), with the sandbox's sign-in doors and
// a clock that moves when told to. No port but free ones is listened on, unless a test wants it.

import { readdirSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { stringify } from "yaml";

import { parseConfig } from "../../src/config/parse-config.ts";
import type { AuthFilesView } from "../../src/domain/ports.ts";
import { type AuthFileFolder, createAuthFileFolder } from "../../src/logins/auth-file-folder.ts";
import type { LoopbackListener } from "../../src/logins/flows/callback-doors.ts";
import { createLoginFlows, type LoginFlows } from "../../src/logins/flows/login-flows.ts";
import { createFolderFiles } from "../../src/platform/folder-files.ts";
import { sha256Hex } from "../../src/platform/sha256.ts";
import { systemClock } from "../../src/platform/system-clock.ts";
import { systemIds } from "../../src/platform/system-ids.ts";
import type { Provider } from "../../src/providers/provider.ts";
import { gatewayConfig } from "../../src/sandbox/gateway-config.ts";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { createCallbackPages } from "../../src/server/logins/callback-pages.ts";
import { createLoginRoutes } from "../../src/server/v0/login-routes.ts";
import { createManagementApi } from "../../src/server/v0/management.ts";
import { createTrustedProxies } from "../../src/server/client-address.ts";
import { createProviders } from "../../src/wiring/create-providers.ts";
import { settingsOf } from "../../src/wiring/settings.ts";
import { createOutboundProxies } from "../../src/wire/outbound-proxy.ts";
import { createUpstreamClient } from "../../src/wire/upstream-client.ts";
import { createFakeClock, type FakeClock } from "./fake-clock.ts";
import { until } from "./until.ts";

export interface LoginWorldOptions {
  /** Keys of config.yaml beside those that point at the sandbox. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Default: no port can be had. */
  readonly listener?: LoopbackListener;
  readonly providers?: readonly Provider[];
}

export interface LoginWorld extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly sandboxUrl: string;
  readonly clock: FakeClock;
  readonly flows: LoginFlows;
  readonly url: string;
  /** What the pool would have been told last. */
  view(): AuthFilesView;
  /** Defects, which there should be none of. */
  readonly defects: readonly unknown[];
  /** `path` behind `/v0/management`; an answer's status and JSON. */
  get(path: string): Promise<Answered>;
  post(path: string, body: unknown): Promise<Answered>;
  delete(path: string): Promise<Answered>;
  /** Opens a sign-in's page as a browser does that finds nobody at the end: where it was sent. */
  browse(url: unknown): Promise<string>;
  /** How a sign-in ends; time moves on until it does. */
  end(state: unknown): Promise<Readonly<Record<string, unknown>>>;
  files(): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Writes fields into every auth file, as an editor would. */
  edit(fields: Readonly<Record<string, unknown>>): Promise<void>;
}

export interface Answered {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

const NO_PORTS: LoopbackListener = { listen: () => null };
const STEP_MS = 250;

export async function startLoginWorld(options: LoginWorldOptions = {}): Promise<LoginWorld> {
  const clock = createFakeClock();
  const sandbox = createSandbox({ clock, ids: systemIds });
  const port = sandbox.listen();
  const dir = await mkdtemp(join(tmpdir(), "switchyard-logins-"));
  const authDir = join(dir, "auths");
  await mkdir(authDir, { mode: 0o700 });
  const parsed = parseConfig(stringify({ ...gatewayConfig(port.url), ...options.config }), "config.yaml");
  if (parsed.kind !== "ok") throw new Error(JSON.stringify(parsed.problems));
  const settings = settingsOf(parsed.config, "switchyard/test");
  const providers = options.providers ?? createProviders(() => settings.providers);
  const proxies = createOutboundProxies({});
  const client = createUpstreamClient({ clock, proxies });
  const folder: AuthFileFolder = createAuthFileFolder({
    dir: authDir,
    forms: providers.map(({ authFile }) => authFile),
    files: createFolderFiles({ clock: systemClock }),
    client,
    sha256: sha256Hex,
    clock,
  });
  let view: AuthFilesView = await folder.load();
  const stopWatching = folder.watch((now) => (view = now));
  const defects: unknown[] = [];
  const flows = createLoginFlows({
    clock,
    ids: systemIds,
    sha256: sha256Hex,
    client,
    providers,
    folder,
    listener: options.listener ?? NO_PORTS,
    publish: () => undefined,
    failed: (error) => void defects.push(error),
  });
  const noProxies = createTrustedProxies([]);
  const api = createManagementApi({
    audit: async () => {},
    routes: createLoginRoutes({ flows }),
    access: { isEnabled: () => true, admit: () => ({ kind: "granted" }) },
    trustedProxies: () => noProxies,
    isStoreAway: () => false,
    defect: (error) => void defects.push(error),
  });
  const pages = createCallbackPages(flows);
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request) => api(request, "127.0.0.1") ?? pages(request) ?? new Response(null, { status: 418 }),
  });
  const url = `http://127.0.0.1:${server.port}`;
  const ask = async (path: string, init?: RequestInit): Promise<Answered> => {
    const response = await fetch(`${url}/v0/management${path}`, init);
    const json = (await response.json()) as Answered["json"];
    return { status: response.status, json };
  };
  const paths = (): readonly string[] =>
    readdirSync(authDir)
      .filter((name) => name.endsWith(".json") && !name.startsWith("."))
      .map((name) => join(authDir, name));
  const readObject = async (path: string): Promise<Answered["json"]> =>
    JSON.parse(await readFile(path, "utf8")) as Answered["json"];
  const stateNow = async (state: string): Promise<Answered["json"]> =>
    (await ask(`/get-auth-status?state=${state}`)).json;
  return {
    sandbox,
    sandboxUrl: port.url,
    clock,
    flows,
    url,
    defects,
    view: () => view,
    get: (path) => ask(path),
    post: (path, body) => ask(path, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) }),
    delete: (path) => ask(path, { method: "DELETE" }),
    async browse(page) {
      const response = await fetch(String(page), { redirect: "manual" });
      return response.headers.get("location") ?? `${response.status} ${await response.text()}`;
    },
    end: (state) =>
      until(`${String(state)} ends`, async () => {
        const now = await stateNow(String(state));
        if (now["status"] !== "wait") return now;
        // Time stands still while a call is under way, or its limits would be reached.
        if (sandbox.openStreams() === 0) clock.advance(STEP_MS);
        return null;
      }),
    files: () => Promise.all(paths().map(readObject)),
    async edit(fields) {
      for (const path of paths()) {
        const text = JSON.stringify({ ...(await readObject(path)), ...fields });
        await writeFile(`${path}.new`, text, { mode: 0o600 });
        await rename(`${path}.new`, path);
      }
    },
    async [Symbol.asyncDispose]() {
      flows.close();
      stopWatching();
      await server.stop(true);
      await port.stop();
      await proxies.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

// Whether the gateway lives and may be sent traffic, and its metrics.

export interface HealthDeps {
  /** Name and version, `switchyard/1.2.3`: told to this computer alone. */
  readonly program: string;
  /** True where the client is this computer. */
  isLocal(request: Request, peer: string): boolean;
  isDraining(): boolean;
  /** Rejects where the store is unusable. */
  pingStore(): Promise<void>;
  /** True where this client may read the metrics. */
  mayReadMetrics(request: Request, peer: string): Promise<boolean> | boolean;
  metrics(): { readonly contentType: string; readonly text: string };
}

/** The answer, or null where the address is another door's. */
export function createHealth(
  deps: HealthDeps,
): (request: Request, peer: string) => Promise<Response> | Response | null {
  return (request, peer) => {
    const { pathname } = new URL(request.url);
    switch (pathname) {
      case "/":
        // Claude Code asks so whether anybody is there (wire facts 3.3).
        return request.method === "HEAD" ? new Response(null) : null;
      case "/health":
      case "/health/live":
        return Response.json(
          { status: "ok" },
          { headers: deps.isLocal(request, peer) ? { server: deps.program } : {} },
        );
      case "/health/ready":
        return ready(deps);
      case "/metrics":
        return metrics(deps, request, peer);
      default:
        return null;
    }
  };
}

async function ready(deps: HealthDeps): Promise<Response> {
  if (deps.isDraining()) return Response.json({ status: "draining" }, { status: 503 });
  try {
    await deps.pingStore();
    return Response.json({ status: "ok" });
  } catch {
    return Response.json({ status: "store unavailable" }, { status: 503 });
  }
}

async function metrics(deps: HealthDeps, request: Request, peer: string): Promise<Response> {
  if (!(await deps.mayReadMetrics(request, peer))) {
    return new Response("Metrics are for this computer, and for who sends the management key\n", { status: 403 });
  }
  const { contentType, text } = deps.metrics();
  return new Response(text, { headers: { "content-type": contentType } });
}

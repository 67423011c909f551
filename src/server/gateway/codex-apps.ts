// The MCP server of ChatGPT's connectors, which Codex looks for at start: here it is one without tools. Without any
// answer Codex asks for it again and again, and warns its user (codex 0.169, 2026-11-21).

const NO_SUCH_METHOD = -32_601;
const PARSE_ERROR = -32_700;
/** Of the MCP revision that Codex speaks; it is answered with the one that it names itself. */
const PROTOCOL_VERSION = "2025-06-18";

/** `POST /backend-api/ps/mcp`: one JSON-RPC message of MCP's streamable HTTP transport. Stateless. */
export async function answerCodexApps(request: Request): Promise<Response> {
  const message = await request.json().catch(() => null);
  if (!isRecord(message)) return rpc(null, { error: { code: PARSE_ERROR, message: "Not a JSON-RPC message" } });
  const { id, method, params } = message;
  // A notification wants no answer.
  if (id === undefined) return new Response(null, { status: 202 });
  switch (method) {
    case "initialize": {
      const wanted = isRecord(params) ? params["protocolVersion"] : null;
      const protocolVersion = typeof wanted === "string" ? wanted : PROTOCOL_VERSION;
      const serverInfo = { name: "switchyard", version: "1" };
      return rpc(id, { result: { protocolVersion, capabilities: { tools: {} }, serverInfo } });
    }
    case "ping":
      return rpc(id, { result: {} });
    case "tools/list":
      return rpc(id, { result: { tools: [] } });
    default:
      return rpc(id, { error: { code: NO_SUCH_METHOD, message: `There is no ${String(method)} here` } });
  }
}

function rpc(id: unknown, outcome: object): Response {
  return Response.json({ jsonrpc: "2.0", id, ...outcome });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

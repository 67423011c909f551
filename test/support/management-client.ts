// Calls of the management API as a panel makes them.

import type { World } from "./world.ts";

export const MANAGEMENT_KEY = "open sesame";

export interface ManagementAsk {
  /** An object goes as JSON, text and bytes as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ManagementAnswer {
  readonly status: number;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
  readonly headers: Headers;
}

/** `call` is `METHOD /path?query`, behind `/v0/management`. */
export type Manage = (call: string, ask?: ManagementAsk) => Promise<ManagementAnswer>;

export function manage(world: World, key: string = MANAGEMENT_KEY): Manage {
  return async (call, { body, headers = {} } = {}) => {
    const [method = "", path = ""] = call.split(" ");
    const response = await fetch(`${world.url}/v0/management${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...headers },
      ...(body === undefined ? {} : { body: bytesOf(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: parsed(text), headers: response.headers };
  };
}

function bytesOf(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (body instanceof Uint8Array) return new Uint8Array(body);
  return typeof body === "string" ? body : JSON.stringify(body);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

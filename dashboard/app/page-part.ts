// A page's code, loaded when it is first looked at. Where it does not come the gateway is away, or has been renewed and has other
// parts now: the frame stays, and the whole is read anew as soon as there is somebody to read it from.

import { lazyRouteComponent } from "@tanstack/react-router";
import { useEffect, useState } from "react";

import { api } from "../lib/api.ts";
import { useLinkState } from "../lib/events.ts";

/** Why it did not come is told to the console by the browser. */
export class PartMissing extends Error {
  constructor(name: string) {
    super(`${name} has not come`);
    this.name = "PartMissing";
  }
}

const AGAIN_AFTER_MS = 60_000;

/** The router's own would call the page anew at once, which a gateway that is away turns into the browser's error page. */
export function pagePart<Name extends string, Part extends Record<Name, React.ComponentType>>(
  load: () => Promise<Part>,
  name: Name,
) {
  const loaded = async (): Promise<Part> => {
    try {
      return await load();
    } catch {
      throw new PartMissing(name);
    }
  };
  return lazyRouteComponent<Part, Name>(loaded, name);
}

/** Once in a while: what is still missing after that is shown as broken, with a button. True while it is being tried. */
export function useLoadAnew(error: unknown): boolean {
  const link = useLinkState();
  const missing = error instanceof PartMissing ? error.message : null;
  const mayTry = missing !== null && link === "open" && isTimeFor(missing);
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    if (!mayTry) return;
    // The line may be thought open for a moment after the gateway has gone.
    api.call("get", "/api/dashboard-auth/session").then(
      () => {
        sessionStorage.setItem(keyOf(missing), String(Date.now()));
        window.location.reload();
      },
      () => setFailed(true),
    );
  }, [missing, mayTry]);
  return mayTry && !hasFailed;
}

function isTimeFor(missing: string): boolean {
  return Date.now() - Number(sessionStorage.getItem(keyOf(missing)) ?? 0) > AGAIN_AFTER_MS;
}

function keyOf(missing: string): string {
  return `switchyard.loaded-anew ${missing}`;
}

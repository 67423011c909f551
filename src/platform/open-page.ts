// Opens a page in the browser of whoever sits at this computer.

export interface PagePlace {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** False where there is no browser to open: over SSH, or without a screen. Whether it came up, nobody can tell. */
export function openPage(url: string, { platform, env }: PagePlace): boolean {
  const command = browserCommand({ platform, env });
  if (command === null) return false;
  try {
    const opened = Bun.spawn([...command, url], { stdin: "ignore", stdout: "ignore", stderr: "ignore" });
    // The command ends before the browser does.
    opened.unref();
    return true;
  } catch {
    return false;
  }
}

function browserCommand({ platform, env }: PagePlace): readonly string[] | null {
  const named = env["BROWSER"]?.split(":")[0]?.trim() ?? "";
  if (named !== "") return named.split(/\s+/).filter((word) => word !== "%s");
  if (platform === "darwin") return env["SSH_CONNECTION"] === undefined ? ["open"] : null;
  const hasScreen = (env["DISPLAY"] ?? env["WAYLAND_DISPLAY"] ?? "") !== "";
  return hasScreen && env["SSH_CONNECTION"] === undefined ? ["xdg-open"] : null;
}

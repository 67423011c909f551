// The same for programs that read their environment: SDKs, scripts, clients that are started by hand. In each shell's words.

export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;
export type Shell = (typeof SHELLS)[number];

export interface EnvironmentWish {
  readonly url: string;
  readonly key: string | null;
}

const NAMES = [
  "OPENAI_BASE_URL",
  "OPENAI_API_KEY",
  "ANTHROPIC_BASE_URL",
  "ANTHROPIC_AUTH_TOKEN",
  "GOOGLE_GEMINI_BASE_URL",
  "GEMINI_API_KEY",
] as const;

export function exportLines(shell: Shell, { url, key }: EnvironmentWish): readonly string[] {
  const values: Readonly<Record<(typeof NAMES)[number], string>> = {
    OPENAI_BASE_URL: `${url}/v1`,
    OPENAI_API_KEY: key ?? "any",
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_AUTH_TOKEN: key ?? "any",
    GOOGLE_GEMINI_BASE_URL: url,
    GEMINI_API_KEY: key ?? "any",
  };
  return NAMES.map((name) => setLine(shell, name, values[name]));
}

export function unsetLines(shell: Shell): readonly string[] {
  return NAMES.map((name) => unsetLine(shell, name));
}

/** The shell that a login starts; where that is another one, bash's words are the most widely understood. */
export function shellOf(path: string | undefined): Shell {
  const name = path?.split(/[/\\]/).at(-1) ?? "";
  return SHELLS.find((shell) => shell === name) ?? (/^(pwsh|powershell)/.test(name) ? "powershell" : "bash");
}

function setLine(shell: Shell, name: string, value: string): string {
  switch (shell) {
    case "bash":
    case "zsh":
      return `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'`;
    case "fish":
      return `set -gx ${name} '${value.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
    case "powershell":
      return `$env:${name} = '${value.replaceAll("'", "''")}'`;
  }
}

function unsetLine(shell: Shell, name: string): string {
  switch (shell) {
    case "bash":
    case "zsh":
      return `unset ${name}`;
    case "fish":
      return `set -e ${name}`;
    case "powershell":
      return `Remove-Item Env:${name} -ErrorAction SilentlyContinue`;
  }
}

// What somebody types or another program pipes in.

import { createInterface } from "node:readline";

export interface TerminalInput {
  /** Everything up to its end. */
  text(): Promise<string>;
  /** Calls back with each line until stopped, or its end. */
  onLine(listener: (line: string) => void): () => void;
}

export function terminalInput(stdin: NodeJS.ReadStream): TerminalInput {
  return {
    async text() {
      const chunks: Uint8Array[] = [];
      for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks).toString("utf8");
    },
    onLine(listener) {
      // No terminal mode: Ctrl-C stays a signal, and the line is edited by the terminal itself.
      const lines = createInterface({ input: stdin, terminal: false });
      lines.on("line", listener);
      return () => {
        lines.close();
        stdin.pause();
      };
    },
  };
}

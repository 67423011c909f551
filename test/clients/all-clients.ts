// The rows of the matrix, in the order in which docs/clients.md shows them.

import { claudeCode } from "./claude-code.ts";
import type { Client } from "./client.ts";
import { codexClients } from "./codex.ts";
import { geminiCli } from "./gemini-cli.ts";
import { opencodeClients } from "./opencode.ts";
import { sdkClients } from "./sdk-clients.ts";

export const CLIENTS: readonly Client[] = [...codexClients, claudeCode, geminiCli, ...opencodeClients, ...sdkClients];

// Everybody who is measured, in the tables' order; the first is what the others are held against.

import { bareRelay } from "./bare-relay.ts";
import { cliProxyApi } from "./cliproxyapi.ts";
import { codexLb } from "./codex-lb.ts";
import { liteLlm } from "./litellm.ts";
import { nginx } from "./nginx.ts";
import type { Peer } from "./peer.ts";
import { portkey } from "./portkey.ts";
import { switchyard } from "./switchyard.ts";

export const ALL_PEERS: readonly Peer[] = [bareRelay, nginx, switchyard, cliProxyApi, codexLb, liteLlm, portkey];

// Everybody who is measured, in the tables' order; the first is what the others are held against.

import { bareRelay } from "./bare-relay.ts";
import { nginx } from "./nginx.ts";
import type { Peer } from "./peer.ts";
import { switchyard } from "./switchyard.ts";

export const ALL_PEERS: readonly Peer[] = [bareRelay, nginx, switchyard];

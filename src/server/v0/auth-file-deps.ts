// What the routes of auth files stand on.

import type { AuthFileShelf } from "../../domain/auth-file-shelf.ts";
import type { Clock } from "../../domain/ports.ts";
import type { ConfigChanged } from "../../management/config/change-config.ts";
import type { KeySwitch } from "../../management/key-lists/switch-key.ts";
import type { EditDeps } from "../../management/auth-files/edit-auth-file.ts";
import type { ListDeps } from "../../management/auth-files/list-auth-files.ts";
import type { ModelData } from "../../pool/offer-groups.ts";
import type { Pool } from "../../pool/pool.ts";

export interface AuthFileRoutesDeps extends ListDeps {
  readonly clock: Clock;
  readonly shelf: AuthFileShelf;
  readonly pool: Pick<Pool, "accounts" | "fresh" | "reset" | "routes">;
  readonly modelData: ModelData;
  /** For accounts that have no file: their key stands in config.yaml. */
  switchKey(asked: KeySwitch): Promise<ConfigChanged>;
  readonly pauseDecided: EditDeps["pauseDecided"];
}

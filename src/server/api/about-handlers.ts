// GET /api/about

import { getAbout } from "../../../contract/about.ts";
import type { DataPaths } from "../../config/data-paths.ts";
import type { Api } from "./api-app.ts";

export interface AboutDeps {
  readonly version: string;
  readonly paths: Pick<DataPaths, "dataDir" | "configFile" | "authDir">;
}

export function serveAbout({ serve }: Api, { version, paths }: AboutDeps): void {
  serve(getAbout, (context) =>
    context.json({ version, data_dir: paths.dataDir, config_file: paths.configFile, auth_dir: paths.authDir }, 200),
  );
}

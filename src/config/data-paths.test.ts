import { describe, expect, test } from "bun:test";

import { type DataPathSources, NoDataFolder, resolveConfiguredPath, resolveDataPaths } from "./data-paths.ts";

const NOTHING: DataPathSources = { dataDirFlag: null, configFlag: null, env: {}, homeDir: "/home/ada" };

describe("the data folder", () => {
  test("is ~/.switchyard where nobody says otherwise", () => {
    expect(resolveDataPaths(NOTHING)).toEqual({
      dataDir: "/home/ada/.switchyard",
      configFile: "/home/ada/.switchyard/config.yaml",
      authDir: "/home/ada/.switchyard/auths",
      databaseFile: "/home/ada/.switchyard/switchyard.db",
      logDir: "/home/ada/.switchyard/logs",
    });
  });

  test("is SWITCHYARD_HOME, and the flag before it", () => {
    const env = { SWITCHYARD_HOME: "/srv/sy" };
    expect(resolveDataPaths({ ...NOTHING, env }).dataDir).toBe("/srv/sy");
    expect(resolveDataPaths({ ...NOTHING, env, dataDirFlag: "/data" }).databaseFile).toBe("/data/switchyard.db");
  });

  test("is not an empty variable", () => {
    expect(resolveDataPaths({ ...NOTHING, env: { SWITCHYARD_HOME: "" } }).dataDir).toBe("/home/ada/.switchyard");
  });

  test("may be written with a ~ that no shell has expanded", () => {
    expect(resolveDataPaths({ ...NOTHING, dataDirFlag: "~/sy" }).dataDir).toBe("/home/ada/sy");
  });

  test("needs a home folder only where nothing else is said", () => {
    expect(() => resolveDataPaths({ ...NOTHING, homeDir: null })).toThrow(NoDataFolder);
    expect(() => resolveDataPaths({ ...NOTHING, homeDir: "" })).toThrow("--data-dir or SWITCHYARD_HOME");
    expect(resolveDataPaths({ ...NOTHING, homeDir: null, dataDirFlag: "/data" }).dataDir).toBe("/data");
  });

  test("does not move with the config file", () => {
    const paths = resolveDataPaths({ ...NOTHING, configFlag: "/etc/switchyard.yaml" });
    expect(paths).toMatchObject({ configFile: "/etc/switchyard.yaml", dataDir: "/home/ada/.switchyard" });
  });
});

test.each([
  ["/srv/auths", "/srv/auths"],
  ["~/auths", "/home/ada/auths"],
  ["my-auths", "/data/my-auths"],
  ["~odd", "/data/~odd"],
])("a configured path %s is %s", (path, expected) => {
  expect(resolveConfiguredPath(path, { dataDir: "/data", homeDir: "/home/ada" })).toBe(expected);
});

// The lock file works on every platform, not only on the one where it was written.

import { expect, test } from "bun:test";

import lock from "../package-lock.json";

interface LockedPackage {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

test("package-lock.json names every platform's package (else: node scripts/complete-lock.mjs)", () => {
  const packages: Readonly<Record<string, LockedPackage>> = lock.packages;
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([, version]) => /^\d+\.\d+\.\d+$/.test(version))
      .filter(([name]) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages))
      .map(([name]) => name),
  );
  expect(missing).toEqual([]);
});

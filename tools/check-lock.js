// An optional dependency that the lock file lacks makes "npm ci" refuse the whole file on another machine; this finds it here first.
import { readFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const locked = Object.keys(packages);
const missing = Object.entries(packages).flatMap(([name, { optionalDependencies = {} }]) =>
  Object.keys(optionalDependencies)
    .filter(
      (dependency) =>
        !locked.some((path) => path === `node_modules/${dependency}` || path.endsWith(`/node_modules/${dependency}`)),
    )
    .map((dependency) => `${name} wants ${dependency}`),
);
for (const line of missing) console.error(line);
if (missing.length > 0) {
  console.error(
    `package-lock.json lacks ${missing.length} optional dependencies; pin a version whose parts are all published.`,
  );
  process.exit(1);
}

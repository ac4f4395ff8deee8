import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DCLinter } from 'dclint';
import { COMPOSE, composeOf, interpolate, rolesOf, variablesIn } from '../support/compose.ts';
import { type Environment, faultsOf, imageEnvironment, MADE } from '../support/environment.ts';
import type { Faults, Files } from '../support/files.ts';

const EXAMPLE = '.env.example';

/** The compose specification's own schema, and rules of good form. The order of a service's keys is ours. */
export function composeIsWellFormed(files: Files): Faults {
  const folder = mkdtempSync(join(tmpdir(), 'kkotgil-compose-'));
  try {
    const path = join(folder, COMPOSE);
    writeFileSync(path, files.read(COMPOSE));
    const linter = new DCLinter({
      // Our own image is built here, and named so that its services share it.
      rules: {
        'no-build-and-image': 0,
        'service-keys-order': 0,
        'service-image-require-explicit-tag': [2, { prohibitedTags: ['latest'] }],
      },
      quiet: true,
      debug: false,
      exclude: [],
    });
    const results: readonly { readonly messages: readonly { readonly message: string }[] }[] = linter.lintFiles(
      [path],
      false,
    );
    return results.flatMap(({ messages }) => messages.map(({ message }) => message));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Services, volumes and files that are named are there, and what is waited for says how it is. */
export function composeReferencesExist(files: Files): Faults {
  const { services, volumes } = composeOf(files);
  const faults: string[] = [];
  const used = new Set<string>();
  for (const [name, service] of Object.entries(services)) {
    for (const [needed, { condition }] of Object.entries(service.depends_on ?? {})) {
      const found = services[needed];
      if (found === undefined) faults.push(`${name} depends on ${needed}, which is no service`);
      else if (condition === 'service_healthy' && found.healthcheck === undefined && found.build === undefined) {
        faults.push(`${name} waits until ${needed} is healthy, which has no health check`);
      } else if (found.profiles?.some((profile) => !service.profiles?.includes(profile))) {
        faults.push(`${name} depends on ${needed}, which its profile leaves out`);
      }
    }
    for (const source of (service.volumes ?? []).map((volume) => volume.split(':')[0] as string)) {
      if (source.startsWith('.')) {
        if (!files.has(source)) faults.push(`${name} mounts ${source}, which is not there`);
      } else if (source in volumes) used.add(source);
      else faults.push(`${name} uses the volume ${source}, which is not declared`);
    }
  }
  const unused = Object.keys(volumes).filter((volume) => !used.has(volume));
  return [...faults, ...unused.map((volume) => `the volume ${volume} is used by nobody`)];
}

/** The stores ask for no password, so nothing is open beyond this machine. */
export function composePortsAreLocal(files: Files): Faults {
  return Object.entries(composeOf(files).services).flatMap(([name, { ports = [] }]) =>
    ports.filter((port) => !port.startsWith('127.0.0.1:')).map((port) => `${name} opens ${port} to everybody`),
  );
}

/** The program takes the settings of each of its services, and each role has one service. */
export function composeSettingsFit(files: Files): Faults {
  const compose = composeOf(files);
  const image = imageEnvironment(files.read('Dockerfile'));
  const ours = Object.entries(compose.services).filter(([, { build }]) => build !== undefined);
  const wrong = ours.flatMap(([name, { environment = {} }]) =>
    faultsOf({ ...image, NODE_ENV: 'development', ...valuesOf(environment) }).map((fault) => `${name}: ${fault}`),
  );
  const roles = rolesOf(compose).map(([, { environment }]) => environment?.KKOTGIL_ROLES);
  const missing = ['api', 'projections', 'processes'].filter((role) => !roles.includes(role));
  return [...wrong, ...missing.map((role) => `no service has the role ${role}`)];
}

function valuesOf(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, interpolate(value, MADE)]));
}

/** What compose asks for and what .env.example explains is the same. */
export function exampleIsWhole(files: Files): Faults {
  const asked = variablesIn(files.read(COMPOSE));
  const explained = new Set([...files.read(EXAMPLE).matchAll(/^(\w+)=/gm)].map(([, name]) => name as string));
  return [
    ...[...asked].filter((name) => !explained.has(name)).map((name) => `${EXAMPLE} does not explain ${name}`),
    ...[...explained].filter((name) => !asked.has(name)).map((name) => `nobody asks for ${name} of ${EXAMPLE}`),
  ];
}

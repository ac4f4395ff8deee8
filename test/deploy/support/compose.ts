import { type Files, yamlOf } from './files.ts';

/** What the checks look at of a service. */
export interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly profiles?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly healthcheck?: object;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
}

export interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

export const COMPOSE = 'docker-compose.yml';

export function composeOf(files: Files): Compose {
  return yamlOf<Compose>(files, COMPOSE);
}

/** Services that run this program with a role of its own. */
export function rolesOf({ services }: Compose): [name: string, service: Service][] {
  return Object.entries(services).filter(([, { environment }]) => environment?.KKOTGIL_ROLES !== undefined);
}

/** `${NAME:-default}` and `${NAME:?message}`, as compose has them. */
const VARIABLE = /\$\{(\w+)(?::([-?])([^}]*))?\}/g;

/** Every variable that the text asks the environment for. */
export function variablesIn(text: string): Set<string> {
  return new Set([...text.matchAll(VARIABLE)].map(([, name]) => name as string));
}

/** Puts values in for the variables of a text. @throws Error when one that has to be set is not. */
export function interpolate(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(VARIABLE, (_, name: string, kind: string | undefined, rest: string | undefined) => {
    const value = values[name] ?? '';
    if (value !== '') return value;
    if (kind === '?') throw new Error(`${name} is not set: ${rest}`);
    return rest ?? '';
  });
}

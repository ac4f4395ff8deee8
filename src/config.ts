import { z } from 'zod';
import { parseTrustedProxies } from './api/identity/caller-address.ts';
import { toMobileNumber } from './api/input/phone-number.ts';
import { parseOpeningHours } from './domain/opening-hours.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const seconds = z.coerce
  .number()
  .positive()
  .max(366 * 24 * 3600);
const days = z.coerce.number().int().min(1).max(36_500);
const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));
/** In ASCII, with the host in punycode: links in messages and headers can hold nothing else. Paths are added to it, as text. */
const publicUrl = url
  .refine(isBase, 'must have no user, no ? and no #')
  .transform((text) => new URL(text).href.replace(/\/+$/, ''));
/** What fits into `Authorization: Bearer`. */
const token = z.string().regex(/^[\w.~+/=-]{16,512}$/, 'must be 16 to 512 letters, digits and -._~+/=');
/** Closed, so that no other spelling of one passes for another one. */
const SURROUNDINGS = ['development', 'test', 'production'] as const;
const ROLES = ['api', 'projections', 'processes'] as const;

/** True for an address to which a path can be added. */
function isBase(text: string): boolean {
  const { username, password } = new URL(text);
  return username === '' && password === '' && !/[?#]/.test(text);
}

/** What a text means; what keeps it from meaning anything is a fault of the setting. */
function parsed<Value>(context: z.RefinementCtx, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
}

/** The gateway answers a repeated key for 15 days; an order has to be settled within that time. */
const MAX_PAYMENT_DEADLINE_S = 14 * 24 * 3600;

const environment = z.object({
  NODE_ENV: z.enum(SURROUNDINGS, `must be one of ${SURROUNDINGS.join(', ')}, in small letters`).default('development'),
  PORT: port.default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  METRICS_PORT: port.optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  KKOTGIL_PUBLIC_URL: publicUrl.optional(),
  KKOTGIL_DATA_DIR: z.string().min(1).default('./data'),
  KKOTGIL_HEAD_FILE: z.string().min(1).optional(),
  KKOTGIL_ERASURES_FILE: z.string().min(1).optional(),
  KKOTGIL_STORE: z.enum(['embedded', 'eventstoredb']).default('embedded'),
  EVENTSTOREDB_URL: z
    .string()
    .regex(/^esdb(\+discover)?:\/\/.+/, 'must be like esdb://host:2113?tls=false')
    .optional(),
  MONGODB_URL: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\/.+/, 'must be like mongodb://host:27017')
    .optional(),
  MONGODB_DATABASE: z
    .string()
    .regex(/^[\w-]{1,63}$/, 'must be of letters, digits, _ and -')
    .default('kkotgil'),
  KKOTGIL_ROLES: z
    .string()
    .default(ROLES.join(','))
    .transform((text) => text.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(ROLES)).min(1)),
  OTEL_EXPORTER_OTLP_ENDPOINT: url.optional(),
  PAYMENT_URL: url.optional(),
  SMS_URL: url.optional(),
  PAYMENT_SIM_PORT: port.default(0),
  SMS_SIM_PORT: port.default(0),
  KKOTGIL_SECRET: z
    .base64()
    .refine((text) => Buffer.from(text, 'base64').length >= 32, 'needs at least 32 bytes, base64')
    .optional(),
  KKOTGIL_FLORIST_TOKEN: token.optional(),
  KKOTGIL_OPERATOR_TOKEN: token.optional(),
  KKOTGIL_SESSION_IDLE_S: seconds.default(12 * 3600),
  KKOTGIL_SESSION_MAX_S: seconds.default(7 * 24 * 3600),
  KKOTGIL_FLORIST_PHONE: z
    .string()
    .transform((text, context) => {
      const number = toMobileNumber(text);
      if (number === null) context.addIssue({ code: 'custom', message: 'must be a mobile number, like 010-1234-5678' });
      return number ?? z.NEVER;
    })
    .optional(),
  KKOTGIL_OPENING_HOURS: z
    .string()
    .default('09:00-20:00')
    .transform((text, context) => parsed(context, () => parseOpeningHours(text))),
  KKOTGIL_FLORIST_REMIND_S: seconds.default(600),
  KKOTGIL_FLORIST_REFUSE_S: seconds.default(3600),
  KKOTGIL_PAYMENT_DEADLINE_S: seconds.max(MAX_PAYMENT_DEADLINE_S).default(86_400),
  KKOTGIL_DELIVERY_FEE: z.coerce.number().int().min(0).max(1_000_000).default(0),
  KKOTGIL_VERIFY_EVERY_S: z.union([z.literal('off'), seconds.max(2_000_000)]).default(86_400),
  KKOTGIL_KEEP_PERSONAL_DAYS: z.union([z.literal('off'), days]).default(1825),
  KKOTGIL_KEEP_LOOKS_DAYS: days.default(365),
  KKOTGIL_RATE_LIMIT: z.enum(['on', 'off']).default('on'),
  KKOTGIL_TRUST_PROXY: z
    .string()
    .default('none')
    .transform((text, context) => parsed(context, () => parseTrustedProxies(text))),
});

type Environment = z.output<typeof environment>;
/** All settings of the program, as the environment gives them. */
export type Config = Omit<Environment, 'NODE_ENV'> & { readonly production: boolean };

/** The settings are not fit to start with. The message lists every fault, one a line. */
export class BadConfig extends Error {
  override readonly name = 'BadConfig';
  readonly forPeople = true;
}

type Given = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment. An empty variable counts as one that is not set.
 * @throws BadConfig with every fault at once.
 */
export function readConfig(env: Given): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = environment.safeParse(given);
  const faults = new Set([
    ...(result.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`),
    ...faultsBetween(given),
    ...(given.NODE_ENV === 'production' ? faultsInProduction(given) : []),
  ]);
  if (!result.success || faults.size > 0) {
    throw badConfig(faults);
  }
  const { NODE_ENV, ...settings } = result.data;
  return { ...settings, production: NODE_ENV === 'production' };
}

/**
 * Some settings, for a tool that needs no others.
 * @throws BadConfig with every fault at once.
 */
export function readSettings<Name extends keyof Environment>(
  env: Given,
  names: readonly Name[],
): Pick<Environment, Name> {
  const faults: string[] = [];
  const read = names.map((name) => {
    const result = environment.shape[name].safeParse(env[name] === '' ? undefined : env[name]);
    for (const { message } of result.error?.issues ?? []) faults.push(`${name}: ${message}`);
    return [name, result.data] as const;
  });
  if (faults.length > 0) throw badConfig(faults);
  return Object.fromEntries(read) as Pick<Environment, Name>;
}

function badConfig(faults: Iterable<string>): BadConfig {
  return new BadConfig(`These settings need a change:\n${[...faults].map((fault) => `  ${fault}`).join('\n')}`);
}

/** The value of one setting, its default included; undefined when it has none, or one that is a fault by itself. */
function settingOf<Name extends keyof Environment>(given: Given, name: Name): Environment[Name] | undefined {
  return environment.shape[name].safeParse(given[name]).data as Environment[Name] | undefined;
}

/** Faults that show only when settings are seen together. A setting that is a fault by itself hides none of them. */
function faultsBetween(given: Given): string[] {
  const faults: string[] = [];
  const [remind, refuse] = [settingOf(given, 'KKOTGIL_FLORIST_REMIND_S'), settingOf(given, 'KKOTGIL_FLORIST_REFUSE_S')];
  if (remind !== undefined && refuse !== undefined && refuse < remind) {
    faults.push('KKOTGIL_FLORIST_REFUSE_S: must not be shorter than KKOTGIL_FLORIST_REMIND_S');
  }
  const [idle, longest] = [settingOf(given, 'KKOTGIL_SESSION_IDLE_S'), settingOf(given, 'KKOTGIL_SESSION_MAX_S')];
  if (idle !== undefined && longest !== undefined && longest < idle) {
    faults.push('KKOTGIL_SESSION_MAX_S: must not be shorter than KKOTGIL_SESSION_IDLE_S');
  }
  const { KKOTGIL_FLORIST_TOKEN: florist, KKOTGIL_OPERATOR_TOKEN: operator } = given;
  if (florist !== undefined && florist === operator) {
    faults.push('KKOTGIL_OPERATOR_TOKEN: must not be the florist’s token');
  }
  return [...faults, ...faultsWithStore(given)];
}

/** Faults of settings that go with one kind of store. */
function faultsWithStore(given: Given): string[] {
  if (settingOf(given, 'KKOTGIL_STORE') === 'embedded') {
    const roles = settingOf(given, 'KKOTGIL_ROLES') ?? ROLES;
    if (ROLES.every((role) => roles.includes(role)) || roles.includes('api')) return [];
    return ['KKOTGIL_ROLES: an embedded store has one process, which needs the role api'];
  }
  // What only one machine has: every process needs the same.
  const shared = ['EVENTSTOREDB_URL', 'MONGODB_URL', 'KKOTGIL_SECRET', 'PAYMENT_URL', 'SMS_URL'];
  const faults = missing(given, shared, 'is required with KKOTGIL_STORE=eventstoredb');
  if (given.KKOTGIL_HEAD_FILE !== undefined) {
    faults.push('KKOTGIL_HEAD_FILE: is for KKOTGIL_STORE=embedded; EventStoreDB looks after its own files');
  }
  return faults;
}

/** What development makes or simulates by itself has to be given in production, and what is handy there is refused. */
function faultsInProduction(given: Given): string[] {
  const required = [
    'KKOTGIL_SECRET',
    'KKOTGIL_FLORIST_TOKEN',
    'KKOTGIL_OPERATOR_TOKEN',
    'KKOTGIL_PUBLIC_URL',
    'PAYMENT_URL',
    'SMS_URL',
  ];
  const faults = missing(given, required, 'is required in production');
  if (given.KKOTGIL_RATE_LIMIT === 'off') faults.push('KKOTGIL_RATE_LIMIT: must not be off in production');
  return faults;
}

function missing(given: Given, names: readonly string[], why: string): string[] {
  return names.filter((name) => given[name] === undefined).map((name) => `${name}: ${why}`);
}

import { BadConfig, readConfig } from '../../../src/config.ts';
import type { Faults } from './files.ts';

export type Environment = Readonly<Record<string, string>>;

/** A value for each setting that somebody has to make, or may leave empty. */
export const MADE: Environment = {
  KKOTGIL_SECRET: Buffer.alloc(32, 7).toString('base64'),
  KKOTGIL_FLORIST_TOKEN: 'a-florist-of-the-tests',
  KKOTGIL_OPERATOR_TOKEN: 'an-operator-of-the-tests',
  KKOTGIL_FLORIST_PHONE: '010-1234-5678',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://jaeger:4318',
};

/** What the program itself says to an environment, and which of its names the program does not know. */
export function faultsOf(environment: Environment): Faults {
  const filled = { ...environment };
  for (const [name, value] of Object.entries(MADE)) if (filled[name] === '') filled[name] = value;
  try {
    const config = readConfig(filled);
    return Object.keys(filled)
      .filter((name) => name !== 'NODE_ENV' && !(name in config))
      .map((name) => `${name} is no setting of the program`);
  } catch (error) {
    if (error instanceof BadConfig) return [error.message];
    throw error;
  }
}

/** The variables that the image sets. */
export function imageEnvironment(dockerfile: string): Environment {
  const block = /^ENV ((?:.*\\\n)*.*)$/m.exec(dockerfile)?.[1] ?? '';
  return Object.fromEntries([...block.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]));
}

import { randomUUID } from 'node:crypto';
import type { EventStoreDouble } from './double.ts';

/** A stream of none of this program's categories. */
export const ANOTHER = 'another-program';

/** Another program appends so many records, in one call. */
export function othersWrite(server: EventStoreDouble, count: number): void {
  const record = () => ({ id: randomUUID(), type: 'Foreign', data: Buffer.from('{}'), metadata: Buffer.from('{}') });
  server.append(ANOTHER, 'any', Array.from({ length: count }, record));
}

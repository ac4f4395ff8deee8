import { Metadata, type ServiceError } from '@grpc/grpc-js';
import type { Failure } from './faults.ts';

/** A failure as gRPC sends it. */
export function failed({ code, details, exception, trailers = {} }: Failure): ServiceError {
  const metadata = new Metadata();
  if (exception !== undefined) metadata.set('exception', exception);
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
  return Object.assign(new Error(details), { code, details, metadata });
}

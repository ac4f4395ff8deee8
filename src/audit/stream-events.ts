import { SHOP_ID } from '../domain/ids.ts';
import { parseStreamId } from '../platform/eventstore/stream-names.ts';
import { isUuid } from '../platform/runtime/ids.ts';
import { ORDER_CATEGORIES } from '../stored-events/streams.ts';
import { type AuditEvent, toAuditEvent } from './audit-event.ts';
import type { AuditedLog } from './audited-log.ts';

/** Whose streams are named by a UUID. */
const identified: ReadonlySet<string> = new Set([...ORDER_CATEGORIES, 'erasure']);

/** Some events of one stream, in its order. */
export interface StreamPage {
  readonly stream: string;
  readonly events: readonly AuditEvent[];
  /** Revision to go on from; null when the stream has no more. */
  readonly nextFrom: number | null;
}

/**
 * Reads a stream of this shop from a revision on; null when there is none of that name. Other streams that a server keeps are none of
 * ours.
 * @throws StoreUnavailable, and DamagedLog when an event is missing from the stream.
 */
export async function readStreamPage(
  log: AuditedLog,
  stream: string,
  { from, limit }: { readonly from: number; readonly limit: number },
): Promise<StreamPage | null> {
  if (!isStreamOfShop(stream)) return null;
  // One more than is shown tells whether there are more.
  const read = await log.inspectStream(stream, { from, limit: limit + 1 });
  if (read.length === 0 && (from === 0 || (await log.inspectStream(stream, { limit: 1 })).length === 0)) return null;
  return {
    stream,
    events: read.slice(0, limit).map((event) => toAuditEvent(log.logId, event)),
    nextFrom: read.length > limit ? from + limit : null,
  };
}

function isStreamOfShop(stream: string): boolean {
  const { category, id } = parseStreamId(stream);
  return category === 'menu' ? id === SHOP_ID : identified.has(category) && isUuid(id);
}

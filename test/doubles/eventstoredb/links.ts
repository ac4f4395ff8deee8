import type { StoredRecord } from './stored-record.ts';

/** The type of a record that leads to another one. */
export const LINK = '$>';

/** The streams in which `$by_category`, `$by_event_type`, `$by_correlation_id` and `$streams` link an event. */
export function linkNamesOf({ streamId, revision, type, metadata }: StoredRecord): readonly string[] {
  if (streamId.startsWith('$')) return [];
  const dash = streamId.indexOf('-');
  const correlation = correlationOf(metadata);
  return [
    ...(dash < 0 ? [] : [`$ce-${streamId.slice(0, dash)}`]),
    `$et-${type}`,
    ...(correlation === undefined ? [] : [`$bc-${correlation}`]),
    ...(revision === 0 ? ['$streams'] : []),
  ];
}

/** Where a link leads. */
export function targetOf({ data }: StoredRecord): { readonly streamId: string; readonly revision: number } {
  const text = Buffer.from(data).toString();
  const at = text.indexOf('@');
  return { streamId: text.slice(at + 1), revision: Number(text.slice(0, at)) };
}

function correlationOf(metadata: Uint8Array): string | undefined {
  try {
    return (JSON.parse(Buffer.from(metadata).toString()) as { $correlationId?: string }).$correlationId;
  } catch {
    return undefined;
  }
}

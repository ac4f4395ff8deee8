import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Position, ReadStreamOptions } from '../event-store.ts';
import { halvesOf } from './position.ts';

const { Options } = streams.ReadReq;

/** Records searched between checkpoints. Many, because the server's links lie between our events. */
const SEARCH_WINDOW = 4_096;

export function streamRequest(streamId: string, read: ReadStreamOptions): streams.ReadReq {
  const { from, direction = 'forwards', limit } = read;
  const stream = new Options.StreamOptions();
  const name = new shared.StreamIdentifier();
  name.setStreamName(Buffer.from(streamId));
  stream.setStreamIdentifier(name);
  if (from !== undefined) stream.setRevision(String(Math.max(0, from)));
  else if (direction === 'forwards') stream.setStart(new shared.Empty());
  else stream.setEnd(new shared.Empty());
  const options = usualOptions(direction, limit);
  options.setStream(stream);
  return requestOf(options);
}

/** Of any writer; backwards before a position, forwards from one. */
export function allRequest(
  from: Position | 'end',
  direction: 'forwards' | 'backwards',
  limit: number,
): streams.ReadReq {
  const options = usualOptions(direction, limit);
  options.setAll(placeIn(from));
  return requestOf(options);
}

/** The last event before a position of streams whose names begin so. */
export function lastRequest(before: Position, prefixes: readonly string[]): streams.ReadReq {
  const options = usualOptions('backwards', 1);
  options.setAll(placeIn(before));
  options.setFilter(filterOf(prefixes));
  return requestOf(options);
}

export function subscriptionRequest(after: Position, prefixes: readonly string[]): streams.ReadReq {
  const options = new Options();
  options.setAll(placeIn(after));
  options.setSubscription(new Options.SubscriptionOptions());
  options.setFilter(filterOf(prefixes));
  return requestOf(options);
}

/** Of the names of streams. */
function filterOf(prefixes: readonly string[]): streams.ReadReq.Options.FilterOptions {
  const expression = new Options.FilterOptions.Expression();
  expression.setPrefixList([...prefixes]);
  const filter = new Options.FilterOptions();
  filter.setStreamIdentifier(expression);
  filter.setMax(SEARCH_WINDOW);
  filter.setCheckpointintervalmultiplier(1);
  return filter;
}

function usualOptions(direction: 'forwards' | 'backwards', limit = Number.MAX_SAFE_INTEGER): streams.ReadReq.Options {
  const options = new Options();
  options.setReadDirection(direction === 'forwards' ? 0 : 1);
  options.setCount(String(limit));
  options.setNoFilter(new shared.Empty());
  return options;
}

function placeIn(position: Position | 'end'): streams.ReadReq.Options.AllOptions {
  const all = new Options.AllOptions();
  const halves = position === 'end' ? null : halvesOf(position);
  if (halves !== null) {
    const place = new Options.Position();
    place.setCommitPosition(halves.commit);
    place.setPreparePosition(halves.prepare);
    all.setPosition(place);
  } else if (position === 'end') all.setEnd(new shared.Empty());
  else all.setStart(new shared.Empty());
  return all;
}

function requestOf(options: streams.ReadReq.Options): streams.ReadReq {
  const ids = new Options.UUIDOption();
  ids.setString(new shared.Empty());
  options.setUuidOption(ids);
  options.setResolveLinks(false);
  const request = new streams.ReadReq();
  request.setOptions(options);
  return request;
}

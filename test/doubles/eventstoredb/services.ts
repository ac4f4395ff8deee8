import type { IServerFeaturesServer } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { IStreamsServer } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { sendUnaryData } from '@grpc/grpc-js';
import { subscribeToAll } from './all.ts';
import { type AppendCall, append, batchAppend } from './appends.ts';
import { softDelete, tombstone } from './deletes.ts';
import type { Host, Version } from './host.ts';
import { readToEnd } from './reads.ts';
import type { ReadCall } from './sending.ts';
import { failed } from './statuses.ts';

const UNIMPLEMENTED = 12;

/** What the server says it can do; the client asks that before its first append. */
export function featuresService(host: Host): IServerFeaturesServer {
  return {
    getSupportedMethods: async (_call, answer) => {
      host.seen.features++;
      const failure = await host.before('features');
      if (failure === null) answer(null, supported(host.version));
      else answer(failed(failure));
    },
  };
}

/** Appends, reads, subscriptions and deletions. */
export function streamsService(host: Host): IStreamsServer {
  return {
    append: (call, answer) => {
      host.seen.append++;
      takeAppend(host, call, answer);
    },
    batchAppend: (call) => {
      host.seen.batch++;
      host.calls.add('batch', call, (failure) => call.emit('error', failed(failure)));
      batchAppend(host, call);
    },
    read: (call) => void read(host, call),
    delete: ({ request }, answer) => softDelete(host, request, answer),
    tombstone: ({ request }, answer) => tombstone(host, request, answer),
  };
}

/** An append is answered once, even when it was cut while it was carried out. */
function takeAppend(host: Host, call: AppendCall, answer: sendUnaryData<streams.AppendResp>): void {
  let isAnswered = false;
  const once: typeof answer = (...answered) => {
    if (!isAnswered) answer(...answered);
    isAnswered = true;
    forget();
  };
  const forget = host.calls.add('append', call, (failure) => once(failed(failure)));
  append(host, call, once);
}

async function read(host: Host, call: ReadCall): Promise<void> {
  const options = call.request.getOptions();
  const isSubscription = options?.hasSubscription() === true;
  const end = (failure: Parameters<typeof failed>[0]) => call.emit('error', failed(failure));
  host.seen[isSubscription ? 'subscribe' : 'read']++;
  host.calls.add(isSubscription ? 'subscription' : 'read', call, end);
  const failure = await host.before('read');
  if (failure !== null) end(failure);
  else if (!isSubscription) await readToEnd(host, call);
  else if (options?.hasAll()) await subscribeToAll(host, call, `subscription-${host.seen.subscribe}`);
  else end({ code: UNIMPLEMENTED, details: 'subscriptions to one stream are not part of the double' });
}

function supported(version: Version): features.SupportedMethods {
  const methods = new features.SupportedMethods();
  methods.setEventStoreServerVersion(`${version}.0`);
  for (const name of ['append', 'batchappend', 'read', 'delete', 'tombstone']) {
    const method = new features.SupportedMethod();
    method.setServiceName('event_store.client.streams.streams');
    method.setMethodName(name);
    methods.addMethods(method);
  }
  return methods;
}

import type { EventStore, ReadAllOptions } from '../../src/platform/eventstore/event-store.ts';

/** A log as if it began where it ends now: what others have written before is not there for whoever reads all of it. */
export async function fromHere(store: EventStore): Promise<EventStore> {
  const start = await store.head();
  const readAll = (options: ReadAllOptions = {}) => store.readAll({ from: start, ...options });
  return new Proxy(store, {
    get: (_, name) => {
      if (name === 'readAll') return readAll;
      const member: unknown = Reflect.get(store, name, store);
      return typeof member === 'function' ? member.bind(store) : member;
    },
  });
}

import { type Collection, MongoServerError } from 'mongodb';
import type { DocumentQuery, ViewDocument } from '../../../src/platform/views/mongo/document-query.ts';

/** What a server says of a command that it does not have. */
const COMMAND_NOT_FOUND = 59;
/** Steps of a plan that take longer the more documents there are, however few are asked for. */
const SLOW = ['COLLSCAN', 'SORT'];

/** How a query is answered. */
export interface QueryPlan {
  /** `index` when the server can't explain, and only the query's members were compared with the indexes. */
  readonly toldBy: 'explain' | 'indexes';
  /** What makes it slow; empty when an index serves both its filter and its order. */
  readonly slow: readonly string[];
}

/** Asks the server how it would answer a query. */
export async function planOf(collection: Collection<ViewDocument>, query: DocumentQuery): Promise<QueryPlan> {
  try {
    const { queryPlanner } = await collection.find(query.filter, query.options).explain('queryPlanner');
    const stages = stagesOf(queryPlanner.winningPlan);
    return { toldBy: 'explain', slow: SLOW.filter((stage) => stages.includes(stage)) };
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.code !== COMMAND_NOT_FOUND) throw error;
    return { toldBy: 'indexes', slow: await withoutIndex(collection, query) };
  }
}

/** An index of one member can serve a filter and an order by that member alone. */
async function withoutIndex(collection: Collection<ViewDocument>, { filter, options }: DocumentQuery) {
  const members = new Set([...Object.keys(filter), ...Object.keys(options.sort ?? {})]);
  const indexed = (await collection.indexes()).map(({ key }) => Object.keys(key)[0]);
  if (members.size > 1) return [`several members: ${[...members].join(', ')}`];
  return [...members].filter((member) => !indexed.includes(member)).map((member) => `no index of ${member}`);
}

function stagesOf(plan: unknown): readonly string[] {
  if (typeof plan !== 'object' || plan === null) return [];
  return Object.entries(plan).flatMap(([name, value]) =>
    name === 'stage' && typeof value === 'string' ? [value] : stagesOf(value),
  );
}

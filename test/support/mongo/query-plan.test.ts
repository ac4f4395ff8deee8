import { expect, it } from '@jest/globals';
import type { Collection } from 'mongodb';
import { byIds, byIndex, inOrderOfIds, type ViewDocument } from '../../../src/platform/views/mongo/document-query.ts';
import { planOf } from './query-plan.ts';

const list = byIndex({ index: 'newest', prefix: '', direction: 'ascending', after: null, limit: 2 });
/** A collection on a server that explains every query so. */
const explaining = (winningPlan: object) =>
  ({
    find: () => ({ explain: async () => ({ queryPlanner: { winningPlan } }) }),
  }) as unknown as Collection<ViewDocument>;

it.each([
  ['through an index', { stage: 'LIMIT', inputStage: { stage: 'FETCH', inputStage: { stage: 'IXSCAN' } } }, list, []],
  ['by id', { stage: 'PROJECTION_SIMPLE', inputStage: { stage: 'IDHACK' } }, byIds(['a']), []],
  ['by a newer engine', { isCached: false, queryPlan: { stage: 'COLLSCAN' }, slotBasedPlan: {} }, list, ['COLLSCAN']],
  ['by looking at everything', { stage: 'COLLSCAN', filter: {} }, inOrderOfIds(null, 2), ['COLLSCAN']],
  [
    'by sorting what several indexes gave',
    { stage: 'SORT', inputStage: { stage: 'OR', inputStages: [{ stage: 'IXSCAN' }, { stage: 'COLLSCAN' }] } },
    list,
    ['COLLSCAN', 'SORT'],
  ],
])('a plan that answers %s', async (_, plan, query, slow) => {
  expect(await planOf(explaining(plan), query)).toEqual({ toldBy: 'explain', slow });
});

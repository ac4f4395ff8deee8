import { expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { named } from '../../../src/platform/runtime/named.ts';

it('gives a part of a server the name that its messages say', async () => {
  const server = fastify();
  let name = '';
  const part = async (scope: FastifyInstance) => {
    name = scope.pluginName;
  };
  await server.register(named('the shop', part));
  expect(name).toBe('the shop');
  await server.close();
});

/**
 * Node's `http`, got so that it is loaded alone: an `import` of it asks for each of its members, and some of them load the whole of `fetch`
 * and `WebSocket`. That is 2 % of a start.
 */
export const { createServer, STATUS_CODES } = process.getBuiltinModule('node:http');

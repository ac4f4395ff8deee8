import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problemFrom } from './from-error.ts';
import type { KnownPaths } from './known-paths.ts';
import { Problem } from './problem.ts';

/** Answers every refusal and every failure with a problem+json. Must be installed before the routes. */
export function installProblems(app: FastifyInstance, paths: KnownPaths): void {
  app.addHook('onRoute', (route) => paths.add(route));
  app.setErrorHandler((error, request, reply) => sendProblem(problemFrom(error), request, reply));
}

/** Answers who asks for what is not there. */
export function installNotFound(app: FastifyInstance, paths: KnownPaths, send = sendProblem): void {
  const answer = (request: FastifyRequest, reply: FastifyReply) =>
    send(noSuchMethod(paths, request.url), request, reply);
  app.setNotFoundHandler(answer);
  // Before a body is looked at: whatever it is, there is nobody to read it.
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404) void answer(request, reply);
    else done();
  });
}

/** 405 where there is something else to ask for, 404 where there is nothing. */
export function noSuchMethod(paths: KnownPaths, target: string): Problem {
  const methods = paths.methodsOf(target);
  if (methods.length === 0) return new Problem(404, 'NOT_FOUND', 'There is nothing here.');
  return new Problem(405, 'METHOD_NOT_ALLOWED', 'This can’t be asked for here.', {
    headers: { allow: methods.join(', ') },
  });
}

/** Sends the answer; logs what is not the caller's fault. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  logProblem(problem, request);
  // Said here once more: what Fastify itself refuses passes no hook.
  reply.code(problem.status).headers({ ...problem.toHeaders(), 'x-request-id': request.id });
  return reply.send(JSON.stringify(problem.toBody(request.id)));
}

/** Logs what is not the caller's fault. */
export function logProblem(problem: Problem, request: FastifyRequest): void {
  if (problem.status < 500) return;
  const facts = { requestId: request.id, code: problem.code, err: problem.extras.cause ?? problem };
  request.log.error(facts, 'request failed');
}

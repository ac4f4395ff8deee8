import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problemFrom } from './from-error.ts';
import { Problem } from './problem.ts';

/** Answers every refusal and every failure with a problem+json, unknown routes included. */
export function installProblems(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => sendProblem(problemFrom(error), request, reply));
  app.setNotFoundHandler((request, reply) =>
    sendProblem(new Problem(404, 'NOT_FOUND', 'There is nothing here.'), request, reply),
  );
}

/** Sends the answer; logs what is not the caller's fault. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (problem.status >= 500) {
    const facts = { requestId: request.id, code: problem.code, err: problem.extras.cause ?? problem };
    request.log.error(facts, 'request failed');
  }
  // Said here once more: what Fastify itself refuses passes no hook.
  reply.code(problem.status).headers({ ...problem.toHeaders(), 'x-request-id': request.id });
  return reply.send(JSON.stringify(problem.toBody(request.id)));
}

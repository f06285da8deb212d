import type { AnswerContext } from './answer.ts';
import type { Failure } from './failure.ts';

export function renderFailurePage(failure: Failure, context: AnswerContext): string {
  return `<!doctype html><title>${failure.code}</title><p>${context.requestId}`;
}

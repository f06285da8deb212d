import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { CallDesk } from '../../call/call-desk.ts';
import type { Failure } from '../../failures/failure.ts';
import type { ClientConnection, Turn } from './client-connection.ts';
import { writeLastAnswer } from './client-response.ts';

/** A request that no call can be opened for. */
export interface RefusalParts {
  readonly desk: CallDesk;
  readonly socket: Socket;
  readonly failure: Failure;
  readonly connection: ClientConnection;
  /** null if the head never became a request. */
  readonly req: IncomingMessage | null;
}

/** The turn of a refused request: an answer, and the end of the connection. */
export function createRefusal({ desk, socket, failure, connection, req }: RefusalParts): Turn {
  return {
    begin() {
      const answer = desk.refuseMalformed(failure, req?.headers.accept ?? '');
      writeLastAnswer(socket, answer, req?.method === 'HEAD');
      connection.close();
    },
    isReading: false,
    abandon() {},
    breakRequest: () => true,
  };
}

import type { Diagnosis } from '../../core/diagnosis.ts';

/** Of a client that left while its request waited for the app, or for a place. */
export function diagnoseLeftWaiting(end: 'fin' | 'reset'): Diagnosis {
  const how = end === 'fin' ? 'ended its side of the connection (FIN)' : 'left';
  const patience =
    'Let clients wait longer than the app takes to start, or let more of them in at a time (`proxy.maxInFlight`).';
  return {
    cause: `The client ${how} while its request waited, so that was not sent to the app.`,
    cure:
      end === 'fin'
        ? `${patience} Clients of this kind that still want the answer need \`proxy.halfClosed: serve\`.`
        : patience,
    certainty: 'certain',
    evidence: [],
  };
}

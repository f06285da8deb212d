import { soundsAlarming, tellsOwnEnd } from './line-sign.ts';
import type { SaidLine } from './said-line.ts';

/** What a server says when it begins to end in order. A reason for it stands in none. */
const TO_END = new RegExp(
  [
    String.raw`^(?:I have to go\b|(?:now )?(?:gracefully )?(?:shutting down|stopping)(?: (?:the |all )?(?:http |https |web |api |grpc )?(?:servers?|app|application|service|listeners?|workers?))?(?: gracefully)?[ .!…]*$)`,
    String.raw`^(?:(?:http |web |api )?(?:server|app(?:lication)?|service) is (?:now )?(?:shutting down|stopping)|(?:initiating|starting|beginning|commencing|performing) (?:an? )?(?:graceful )?shut ?down)\b`,
    String.raw`^graceful(?:ly)? (?:shut(?:ting)? ?down|stop)\b|^shut ?down (?:initiated|requested|started|in progress|signal)|^waiting for application shutdown\b|^(?:closing|draining) (?:(?:all|the|open|http) )*(?:servers?|connections?|listeners?)[ .!…]*$`,
  ].join('|'),
  'i',
);

/** Who says it, where the log puts nothing between. */
const LOGGER = /^(?:[a-z]\w*\.)+\w+ (?=\w)/;

/** What a listener says when it is closed, and nothing else. */
const CLOSED =
  /\baccept (?:tcp|unix)\S? \S{1,120}: use of closed network connection|\bhttp: Server closed\b|\bgrpc: the server has been stopped\b|\bmux: server closed\b|\bERR_SERVER_(?:CLOSED|NOT_RUNNING)\b/;

/** What parts of a program say that are in the middle of something while it ends. */
const CUT_SHORT =
  /\buse of closed network connection\b|\bcontext canceled\b|\bCancelledError\b|\bTask was destroyed but it is pending\b|\b(?:ClosedChannel|AsynchronousClose|ClosedByInterrupt|RejectedExecution|Interrupted|ObjectDisposed|OperationCanceled|TaskCanceled|CancellationException)\w*\b|\bSocket (?:is )?closed\b|\bServer is not running\b|\b(?:reason|exited|exits?|stop\)?)\b.{0,20}\bshutdown\b|\bdisposed (?:object|context)\b/;

/** What a program does while it ends. */
const CLEANING =
  /\b(?:failed|unable|could ?n[o']t|cannot|can't|error|while)\b.{0,20}\b(?:unlock|releas|disconnect|unregister|deregister|unmount|drain|remov|delet|flush|sav|stop|clos|shut|clean)/i;

/** A server tells that it ends in order, by nothing that it has met. */
export function tellsOrder(line: SaidLine): boolean {
  if (line.level === 'error' || line.level === 'fatal') return false;
  return line.texts.some((text) => TO_END.test(text.trimStart().replace(LOGGER, ''))) && !tellsOwnEnd(line);
}

/** The line tells of what a program does while it ends. */
export function isCleaning({ texts }: SaidLine): boolean {
  return CLEANING.test(texts[0]!);
}

/** A listener has been closed. */
export function tellsClosed(line: SaidLine): boolean {
  return soundsAlarming(line) && line.texts.some((text) => CLOSED.test(text));
}

/** A part of the program was in the middle of something when it ended. */
export function isCutShort({ texts }: SaidLine): boolean {
  return texts.some((text) => CUT_SHORT.test(text));
}

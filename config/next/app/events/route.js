import { setTimeout as delay } from 'node:timers/promises';

export const dynamic = 'force-dynamic';

async function* tell() {
  yield 'data: opened\n\n';
  await delay(1000);
  yield 'data: closed\n\n';
}

export function GET() {
  const stream = ReadableStream.from(tell()).pipeThrough(new TextEncoderStream());
  return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
}

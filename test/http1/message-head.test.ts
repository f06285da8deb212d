import { expect, test } from 'vitest';
import { createResponseFieldNames } from '../../src/http1/field-name.ts';
import { NEED_MORE } from '../../src/http1/field-section.ts';
import { HeadCollector, ParserStock } from '../../src/http1/message-head.ts';
import { ResponseHead } from '../../src/http1/response-head.ts';

const HEAD = 'HTTP/1.1 200 OK\r\nX-Value: 1\r\n\r\n';

function createParser(): ResponseHead {
  return new ResponseHead(createResponseFieldNames(), 65_536);
}

test('a head in one piece is not copied', () => {
  const collector = new HeadCollector();
  const bytes = Buffer.from(`..${HEAD}body`);
  expect(collector.feed(createParser(), bytes, 2, bytes.length)).toBe(2 + HEAD.length);
  expect([collector.bytes === bytes, collector.end]).toEqual([true, bytes.length]);
});

test('a head in pieces is gathered with what follows it, however large', () => {
  const collector = new HeadCollector();
  const parser = createParser();
  const text = `HTTP/1.1 200 OK\r\nX: ${'y'.repeat(5_000)}\r\n\r\nbody`;
  let result = NEED_MORE;
  for (let at = 0; at < text.length; at += 700) {
    const piece = Buffer.from(text.slice(at, at + 700));
    result = collector.feed(parser, piece, 0, piece.length);
  }
  expect(collector.bytes.toString('latin1', result, collector.end)).toBe('body');
  expect(parser.fields.valueOf(collector.bytes, 0).length).toBe(5_000);
});

test('a head that will not be finished is forgotten', () => {
  const collector = new HeadCollector();
  const parser = createParser();
  const piece = Buffer.from('HTTP/1.1 2');
  expect(collector.feed(parser, piece, 0, piece.length)).toBe(NEED_MORE);
  expect(collector.seen.toString()).toBe('HTTP/1.1 2');
  collector.clear();
  const bytes = Buffer.from(HEAD);
  expect(collector.feed(parser, bytes, 0, bytes.length)).toBe(HEAD.length);
  expect(collector.seen.toString()).toBe(HEAD);
});

test('parsers are used again, and no more of them are kept than are wanted together', () => {
  let made = 0;
  const stock = new ParserStock(() => ++made);
  const parsers = Array.from({ length: 10_000 }, () => stock.take());
  expect(made).toBe(10_000);
  for (const parser of parsers) stock.give(parser);
  const again = new Set(Array.from({ length: 300 }, () => stock.take()));
  expect([again.size, made]).toEqual([300, 10_000 + 300 - 256]);
});

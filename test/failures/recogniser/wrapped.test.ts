import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/failures/recogniser/recognise.ts';
import { joinWrapped } from '../../../src/failures/recogniser/wrapped.ts';
import { listCapturedOutputs } from '../../helpers/captured-output.ts';

/** Breaks a line as a console of that width does: before a word that has no room, and within a word that has none anywhere. */
function breakLine(line: string, width: number): string[] {
  const broken: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width - 1);
    const word = rest.slice(space + 1).split(' ')[0]!;
    const isWordBroken = rest.slice(0, space + 1).trim() === '' || word.length > width;
    const end = isWordBroken ? width : space + 1;
    broken.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...broken, rest];
}

const OUTPUTS = listCapturedOutputs();

describe('lines that a console has broken', () => {
  test.for([
    ['amqp-queue-missing', 27],
    ['node-unhandled-rejection', 27],
    ['django-secret-empty', 40],
    ['jdbc-postgres-refused', 40],
    ['kafka-not-formatted', 60],
    ['spring-driver-missing', 80],
  ] as const)('are read as they were said: %s at %i columns', ([name, width]) => {
    const { lines } = OUTPUTS.find((output) => output.name === name)!;
    const broken = lines.flatMap((line) => breakLine(line, width));
    const found = recognise(broken);
    expect(found?.cause).toBe(recognise(lines)?.cause);
    expect(found?.evidence).toEqual(found?.evidenceAt?.map((number) => broken[number - 1]!.trim()));
  });

  test('are told apart from lines that nobody has broken: all captured outputs', () => {
    expect(OUTPUTS.filter(({ lines }) => joinWrapped(lines) !== null)).toEqual([]);
  });

  test.for([
    ['a table', ['+--------+---------------+', '| name   | what it is for|', '| shop   | sells a thing |']],
    ['one line again and again', ['connect ECONNREFUSED 127.0.0.1:6379']],
    ['a log with times', ['2026-01-01 10:00:01 INFO tick one', '2026-01-01 10:00:02 INFO tick two']],
  ] as const)('are not seen in %s', ([, lines]) => {
    expect(joinWrapped(Array.from({ length: 20 }, () => lines).flat())).toBeNull();
  });
});

import { describe, expect, test } from 'vitest';
import { FC_MARKERS } from '../../src/core/marker.ts';
import type { MarkerSettings } from '../../src/core/settings.ts';
import { type AppMarkers, createAppMarkers } from '../../src/logging/app-markers.ts';

const START = 'FC Invoke Start RequestId: ';
const END = 'FC Invoke End RequestId: ';
const ERROR = ', Error: Unhandled function error';

function open(settings: Partial<MarkerSettings>): { readonly markers: AppMarkers; readonly seen: () => number } {
  let seen = 0;
  const whole: MarkerSettings = { templates: FC_MARKERS, exceptPaths: [], settleMs: 0, ofApp: 'told', ...settings };
  const markers = createAppMarkers(whole, () => seen++);
  if (markers === null) throw new Error('nobody looks for them');
  return { markers, seen: () => seen };
}

const filter = (markers: AppMarkers, text: string): string => markers.filter(Buffer.from(text)).toString();

test('nobody looks for markers of the app where berth writes none, or other ones', () => {
  for (const templates of [null, { ...FC_MARKERS }]) {
    expect(createAppMarkers({ templates, exceptPaths: [], settleMs: 0, ofApp: 'merged' }, () => {})).toBeNull();
  }
});

describe('an app that writes the markers of its calls', () => {
  test.for([`${START}a`, `${END}a`, `one\n${END}a${ERROR}\r`, 'FC Initialize Start RequestId: a'])(
    'is told of once, when %j comes, and keeps all its lines',
    (line) => {
      const { markers, seen } = open({});
      markers.noteStart(`${START}a`);
      for (let i = 0; i < 2; i++) expect(filter(markers, `${line}\nrest\n`)).toBe(`${line}\nrest\n`);
      expect(seen()).toBe(1);
    },
  );

  test.for([`${START}b`, `${START}`, ` ${START}a`, `${START}a b`, `[INFO] ${START}a`, 'RequestId: a'])(
    'is not told of for %j',
    (line) => {
      const { markers, seen } = open({});
      markers.noteStart(`${START}a`);
      filter(markers, `${line}\n`);
      expect(seen()).toBe(0);
    },
  );
});

describe('an app that has marked none of its first calls', () => {
  test('is only listened to, and caught at the call behind the first that it marks', () => {
    const { markers, seen } = open({ ofApp: 'merged' });
    for (let i = 0; i < 2_000; i++) markers.noteStart(`${START}${i}`);
    expect(filter(markers, `${START}1999\n`)).toBe(`${START}1999\n`);
    expect(seen()).toBe(0);
    markers.noteStart(`${START}next`);
    expect(filter(markers, `${START}next\n${END}next\n`)).toBe('');
    expect(seen()).toBe(1);
  });
});

/** As after the first marker of the app. */
function openSeen(): ReturnType<typeof open> {
  const opened = open({ ofApp: 'merged' });
  opened.markers.noteStart(`${START}first`);
  filter(opened.markers, `${START}first\n`);
  opened.markers.toEnd(`${END}first`);
  return opened;
}

describe('merged markers', () => {
  test('of the very first call are left out, also where others have started since, and that is told once', () => {
    const { markers, seen } = open({ ofApp: 'merged' });
    for (const id of ['a', 'b', 'c']) markers.noteStart(`${START}${id}`);
    expect(markers.toEnd(`${END}b`)).toBe(`${END}b`);
    expect(filter(markers, `${START}a\nx\n${END}b\n${START}c\n`)).toBe('x\n');
    expect(filter(markers, `${END}a, Error: e\n`)).toBe('');
    expect(markers.toEnd(`${END}a`)).toBe(`${END}a, Error: e`);
    expect(seen()).toBe(1);
  });

  test('those of a call that berth marks are left out, before and behind its end', () => {
    const { markers } = open({ ofApp: 'merged' });
    expect(filter(markers, `${START}a\n`)).toBe(`${START}a\n`);
    markers.noteStart(`${START}a`);
    expect(filter(markers, `x\n${START}a\ny ${START}a\n${START}b\r\n\n`)).toBe(`x\ny ${START}a\n${START}b\r\n\n`);
    expect(markers.toEnd(`${END}a`)).toBe(`${END}a`);
    expect(filter(markers, `${END}a\nlast`)).toBe('last');
  });

  test('the error that the app tells of stands in the end, unless berth has one of its own', () => {
    const { markers } = openSeen();
    for (const id of ['a', 'b']) {
      markers.noteStart(`${START}${id}`);
      expect(filter(markers, `${END}${id}, Error: schlägt fehl\n`)).toBe('');
    }
    expect(markers.toEnd(`${END}a`)).toBe(`${END}a, Error: schlägt fehl`);
    expect(markers.toEnd(`${END}b${ERROR}`)).toBe(`${END}b${ERROR}`);
  });

  test('a call is forgotten when a thousand have ended behind it', () => {
    const { markers } = openSeen();
    for (let i = 0; i <= 1_000; i++) {
      markers.noteStart(`${START}${i}`);
      markers.toEnd(`${END}${i}`);
    }
    expect(filter(markers, `${END}0\n${END}1\n${END}1000\n`)).toBe(`${END}0\n`);
  });
});

/** The forms an answer made by berth can take. */
export type AnswerType = 'json' | 'text' | 'html';

const MEDIA_TYPES: ReadonlyArray<readonly [AnswerType, string, string]> = [
  ['json', 'application', 'json'],
  ['html', 'text', 'html'],
  ['text', 'text', 'plain'],
];

/**
 * Chooses the form by the Accept field's quality values (RFC 9110 section 12.5.1): the most specific range that
 * matches a form decides its quality, the highest quality wins, JSON breaks a tie.
 */
export function chooseAnswerType(accept: string): AnswerType {
  if (accept === '') return 'json';
  const ranges = accept.split(',').map(parseRange);
  let best: AnswerType = 'json';
  let bestQuality = 0;
  for (const [answerType, type, subtype] of MEDIA_TYPES) {
    const quality = findQuality(ranges, type, subtype);
    if (quality > bestQuality) {
      best = answerType;
      bestQuality = quality;
    }
  }
  return best;
}

interface MediaRange {
  readonly type: string;
  readonly subtype: string;
  readonly quality: number;
}

function parseRange(text: string): MediaRange {
  const [range = '', ...parameters] = text.trim().toLowerCase().split(';');
  const [type = '', subtype = ''] = range.trim().split('/');
  const weight = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('q='));
  const quality = weight === undefined ? 1 : Number(weight.slice(2));
  return { type, subtype, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}

function findQuality(ranges: readonly MediaRange[], type: string, subtype: string): number {
  const exact = ranges.find((range) => range.type === type && range.subtype === subtype);
  const half = ranges.find((range) => range.type === type && range.subtype === '*');
  const any = ranges.find((range) => range.type === '*' && range.subtype === '*');
  return (exact ?? half ?? any)?.quality ?? 0;
}

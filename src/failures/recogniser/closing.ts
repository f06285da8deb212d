import { isCleaning, isCutShort, tellsClosed, tellsOrder } from './ending-words.ts';
import { wasUp } from './gone-on.ts';
import { beginsAgain, isAboutService, isMild } from './line-sign.ts';
import type { SaidLine } from './said-line.ts';

/** What a line that was said while a program ended can be. */
interface EndSign {
  /** It comes of the end, and is no reason of it. */
  readonly isClosing: boolean;
  /** The program had served, and was told to end before. */
  readonly isBehindOrder: boolean;
}

/** Reads which lines come of an end that was told in order. */
export function readEnd(said: readonly SaidLine[]): readonly EndSign[] {
  let isEnding = false;
  let hadServed = false;
  return said.map((line, index) => {
    if (tellsOrder(line)) {
      hadServed ||= wasUp(said, index);
      isEnding = true;
    } else if (isEnding && beginsAgain(line)) {
      isEnding = hadServed = false;
    }
    const isClosing = tellsClosed(line) || (isEnding && (isCutShort(line) || (hadServed && isOfEnd(line))));
    return { isClosing, isBehindOrder: isEnding && hadServed };
  });
}

function isOfEnd(line: SaidLine): boolean {
  return isMild(line) || isAboutService(line) || isCleaning(line);
}

/** What a visitor is told of a failure: nothing of how the site is run, nothing that only its operator can do. */
export interface VisitorWords {
  readonly headline: string;
  readonly sentence: string;
  readonly advice: string;
}

const BROKEN: VisitorWords = {
  headline: 'Something went wrong',
  sentence: 'This page cannot be shown at the moment. The fault is on our side, not on yours.',
  advice:
    'Try again in a moment. If you were sending something, look first whether it has arrived, so that it does not arrive twice.',
};

const BY_STATUS: Readonly<Record<number, VisitorWords>> = {
  400: {
    headline: 'This request cannot be understood',
    sentence: 'Something in the address, or in what was sent, is damaged.',
    advice: 'Go back and try again. If you typed the address yourself, look for a slip in it.',
  },
  408: {
    headline: 'The request did not arrive in time',
    sentence: 'The connection was slow, or was interrupted.',
    advice: 'Check your connection, and send it again.',
  },
  413: {
    headline: 'That is too large to send',
    sentence: 'What you sent is larger than this site takes.',
    advice: 'Go back and send something smaller.',
  },
  414: {
    headline: 'This address is too long',
    sentence: 'The site takes no address of this length.',
    advice: 'Go back, and send less at a time.',
  },
  431: {
    headline: 'Your browser sends too much along',
    sentence: 'It keeps more for this site, mostly cookies, than the site takes.',
    advice: 'Clear the cookies of this site, and open it again.',
  },
  503: {
    headline: 'This site is not available right now',
    sentence: 'The fault is on our side, not on yours.',
    advice: 'Try again later.',
  },
  504: {
    ...BROKEN,
    headline: 'This is taking too long',
    sentence: 'The page did not come in time. The fault is on our side, not on yours.',
  },
};

const WAITING: VisitorWords = {
  headline: 'Just a moment, please',
  sentence: 'Your page will be here shortly.',
  advice: 'You need do nothing: this page asks for it again by itself.',
};

/** The words for a status. `isWaiting`: the page asks again by itself. */
export function toVisitorWords(status: number, isWaiting: boolean): VisitorWords {
  return isWaiting ? WAITING : (BY_STATUS[status] ?? BROKEN);
}

/** What a program that calls is told, and whoever reads its output. */
export interface ClientWords {
  readonly message: string;
  readonly cure: string;
}

const UNSURE = 'If the request changes something, look first whether that has been done.';

/** The words for a status that says nothing of what the client could do otherwise. */
export function toClientWords(status: number, retryAfterSeconds: number | null): ClientWords {
  if (status === 503) {
    const again =
      retryAfterSeconds === null ? 'Try again later.' : `Try again in ${describeSeconds(retryAfterSeconds)}.`;
    return { message: 'The site is not available right now.', cure: again };
  }
  const cure = `Try again in ${describeSeconds(retryAfterSeconds)}. ${UNSURE}`;
  if (status === 504) return { message: 'The answer did not come in time.', cure };
  return { message: 'The request could not be answered. The fault is on our side, not on yours.', cure };
}

function describeSeconds(seconds: number | null): string {
  if (seconds === null) return 'a while';
  return seconds === 1 ? 'a second' : `${seconds} seconds`;
}

import { describe, expect, test } from 'vitest';
import { chooseAnswerType } from '../../src/failures/accept.ts';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

describe('accept', () => {
  test.for([
    ['', 'json'],
    ['*/*', 'json'],
    [BROWSER, 'html'],
    ['text/plain', 'text'],
    ['application/json, text/plain, */*', 'json'],
    ['TEXT/HTML', 'html'],
  ] as const)('%j is answered with %s', ([accept, type]) => {
    expect(chooseAnswerType(accept)).toBe(type);
  });

  test.for([
    ['text/html;q=0.5, text/plain;q=0.6', 'text'],
    ['text/html;q=0.5,application/json;q=0.4', 'html'],
    ['application/json ; q=0.1 , text/html ; q=0.2', 'html'],
    ['text/html;level=1;q=0.3, text/plain;q=0.2', 'html'],
  ] as const)('the highest quality wins: %j is answered with %s', ([accept, type]) => {
    expect(chooseAnswerType(accept)).toBe(type);
  });

  test.for([
    ['text/*, application/json;q=0.5', 'html'],
    ['text/*;q=0.9, text/html;q=0.1, application/json;q=0.5', 'text'],
    ['*/*, application/json;q=0.1', 'html'],
    ['*/*;q=1, text/*;q=0.2, text/plain;q=0.1', 'json'],
  ] as const)('the most specific range decides: %j is answered with %s', ([accept, type]) => {
    expect(chooseAnswerType(accept)).toBe(type);
  });

  test.for([
    ['text/html, application/json', 'json'],
    ['text/plain, text/html', 'html'],
  ] as const)('a tie goes to JSON, then HTML: %j is answered with %s', ([accept, type]) => {
    expect(chooseAnswerType(accept)).toBe(type);
  });

  test.for([
    ['application/json;q=0, */*', 'html'],
    ['text/html;q=0, text/*;q=0.5', 'text'],
    ['application/json;q=0.000, text/html;q=0, */*;q=0.1', 'text'],
  ] as const)('a form with quality 0 is never chosen while another is welcome: %j → %s', ([accept, type]) => {
    expect(chooseAnswerType(accept)).toBe(type);
  });

  test.for([
    'image/png',
    'text',
    '/',
    ',,',
    'application/json;q=0',
    'text/html;q=2',
    'text/html;q=-1',
    'text/html;q=x',
  ])('JSON is the answer where nothing fits or can be read: %j', (accept) => {
    expect(chooseAnswerType(accept)).toBe('json');
  });
});

import { describe, expect, test } from 'vitest';
import { nameKestrelCure } from '../../../src/failures/diagnosis/kestrel.ts';

const MISPLACED = {
  cause: 'The app listens on 0.0.0.0:5050, berth looked for it at :8080.',
  cure: 'Set `port: 5050`, or make the app listen on port 8080, which berth tells it in `$PORT`.',
  certainty: 'certain',
  evidence: ['listens on 0.0.0.0:5050'],
} as const;

const OVERRIDDEN =
  "      Overriding address(es) 'http://+:8080'. Binding to endpoints defined via IConfiguration and/or UseKestrel() instead.";
const LISTENING = '      Now listening on: http://0.0.0.0:5050';

describe('an ASP.NET Core app that listens elsewhere', () => {
  test('and has endpoints of its own is told their own variable, and that the usual one is not looked at', () => {
    const { cure, evidence } = nameKestrelCure(MISPLACED, ['warn: Kestrel[0]', OVERRIDDEN, LISTENING]);
    expect(cure).toMatch(/^Set `port: 5050`, which is what the app has\. /);
    expect(cure).toContain(`\`Kestrel__Endpoints__Http__Url: http://127.0.0.1:\${port}\` under \`env\``);
    expect(cure).toContain('`ASPNETCORE_URLS` is not looked at');
    expect(evidence.at(-1)).toBe(OVERRIDDEN.trim());
  });

  test('and has not said so may be told by the usual variable, unless its code names an address', () => {
    const { cure } = nameKestrelCure(MISPLACED, [LISTENING]);
    expect(cure).toMatch(/^Set `port: 5050`, which is what the app has\. Or set `ASPNETCORE_URLS: /);
    expect(cure).toContain('`UseUrls`');
  });

  test('is told from any other', () => {
    expect(nameKestrelCure(MISPLACED, ['listening on 5050'])).toBe(MISPLACED);
  });
});

import * as v from 'valibot';
import { choice, duration, section, shorthand } from './schema-leaf.ts';

const markerText = (description: string) =>
  v.pipe(
    v.string('a text'),
    v.regex(/^[^\r\n]*$/, 'a text of one line'),
    v.description(`${description} {id} stands for the request id.`),
  );

const ROOTED_PATH = 'a path that begins with /';

const markersMappingSchema = section(
  {
    format: v.optional(
      choice(
        ['fc', 'off', 'auto'],
        'auto: by platform; of those that the app writes itself for a call that berth marks, none is passed on but the error it tells of, so that each id stands once. fc: as Function Compute expects them, beside what the app writes. off: none. Without it: auto.',
      ),
    ),
    start: v.optional(markerText('The line before a call.')),
    end: v.optional(markerText('The line after a call.')),
    errorSuffix: v.optional(markerText('Put behind the end line when berth itself failed the call.')),
    except: v.optional(
      v.pipe(
        v.array(v.pipe(v.string(ROOTED_PATH), v.startsWith('/', ROOTED_PATH)), 'a list of paths'),
        v.description("Paths that are never marked, such as the platform's health check."),
      ),
      [],
    ),
    settle: v.optional(
      duration(
        'How long the end of a call waits for lines that the app writes when its answer is out, such as its access log. The last bytes of each answer wait as long, and the place of `proxy.maxInFlight` with them.',
      ),
      '0s',
    ),
  },
  "'fc', 'off', 'auto', or a mapping with start and end",
);

/** What stands before and after each call. */
export const markersSchema = v.pipe(
  shorthand('format', markersMappingSchema),
  v.description('Lines on stdout before and after each call. Without it: auto.'),
);

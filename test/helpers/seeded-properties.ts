import * as fc from 'fast-check';
import { SEED } from './seed.ts';

// fast-check takes a seed from the clock unless it is told one.
fc.configureGlobal({ seed: SEED });

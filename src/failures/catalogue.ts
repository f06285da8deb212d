import type { FailureCode } from '../core/failure-code.ts';
import { APP_ROWS } from './catalogue/app-row.ts';
import { REQUEST_ROWS } from './catalogue/request-row.ts';
import type { CatalogueRow } from './catalogue/row.ts';
import { START_ROWS } from './catalogue/start-row.ts';

/** Every failure there is. docs/failures.md is generated from this table. */
export const CATALOGUE: Readonly<Record<FailureCode, CatalogueRow>> = { ...START_ROWS, ...APP_ROWS, ...REQUEST_ROWS };

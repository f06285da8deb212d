export type { Diagnosis } from '../core/diagnosis.ts';

// The recogniser as a part that is read by itself: it is much, and an app that starts well never needs it.
export { recogniseInCall } from './call-cause.ts';
export { endsInOutcry, recognise, recogniseSymptom } from './recognise.ts';

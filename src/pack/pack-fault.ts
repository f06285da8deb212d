/** Why nothing was packed, as a sentence without an end. Known by its name: who catches it may be of another bundle. */
export class PackFault extends Error {
  override readonly name = 'PackFault';
}

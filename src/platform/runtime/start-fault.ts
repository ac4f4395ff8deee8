/** The program can't start or a tool can't run, for a reason that people can mend. The message says what to do; a stack would hide it. */
export class StartFault extends Error {
  override readonly name = 'StartFault';
  readonly forPeople = true;
}

/* An anticipated refusal: a code of secrecy 4.5, from a server or found here. Pages have the sentences. */
export class Refusal extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/* Codes after which this device says no more until somebody has looked: the server may be cheating. */
export const ALARMS = [
  "cards-differ",
  "card-changed", // our card is pinned, and the server signs for another
  "card-invalid",
  "plan-differs", // what is asked is not what the card says
  "question-differs", // what a page asks is not in it
  "ballot-differs", // the statements that a page shows are not the set that is voted on
  "signature-invalid",
  "roster-unfamiliar",
  "board-lacks-mine",
  "board-tampered",
];

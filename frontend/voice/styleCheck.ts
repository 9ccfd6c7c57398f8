/* What could give a writer away, found on the device: nothing here is sent anywhere. It points, it never forbids. */
export type Tell = { kind: "name" | "mail" | "link" | "number" | "date" | "emoji" | "own" | "phrase" | "loud"; part: string };
export type Known = { names: readonly string[]; ownWords: readonly string[]; phrases: readonly string[] };

const PATTERNS: readonly [Tell["kind"], RegExp][] = [
  ["mail", /[^\s@]+@[^\s@]+\.[^\s@]+/gu],
  ["mail", /(?<![\p{L}\p{N}])@[\p{L}\p{N}_.-]{2,}/gu],
  ["link", /\b(?:https?:\/\/|www\.)\S+/giu],
  ["date", /\b\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?\b|\b\d{4}-\d{2}-\d{2}\b/gu],
  ["number", /(?<![\d.])\+?\d[\d\s()/-]{5,}\d/gu],
  ["emoji", /\p{Extended_Pictographic}\u{fe0f}?|(?:[:;]-?[)(DP])(?=\s|$)/gu],
  ["loud", /[!?]{2,}|\p{Lu}{5,}/gu],
];
const LETTERS = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu;

/* Returns each tell once, in the order of the text. */
export function findTells(text: string, known: Known): Tell[] {
  const found: (Tell & { at: number })[] = [];
  const taken: [number, number][] = [];
  const keep = (kind: Tell["kind"], part: string, at: number): void => {
    if (taken.some(([from, to]) => at < to && at + part.length > from)) return;
    taken.push([at, at + part.length]);
    if (!found.some((tell) => tell.part.toLocaleLowerCase() === part.toLocaleLowerCase())) found.push({ kind, part, at });
  };
  for (const [kind, pattern] of PATTERNS) for (const match of text.matchAll(pattern)) keep(kind, match[0].trim(), match.index);
  const low = text.toLocaleLowerCase();
  for (const phrase of known.phrases) {
    const at = phrase ? low.indexOf(phrase.toLocaleLowerCase()) : -1;
    if (at >= 0) keep("phrase", text.slice(at, at + phrase.length), at);
  }
  const names = wordsOf(known.names, 3);
  const own = wordsOf(known.ownWords, 4);
  for (const match of text.matchAll(LETTERS)) {
    const word = match[0].toLocaleLowerCase().replace(/['’]s$/u, "");
    if (names.has(word)) keep("name", match[0], match.index);
    else if (own.has(word)) keep("own", match[0], match.index);
  }
  return found.sort((first, second) => first.at - second.at).map(({ kind, part }) => ({ kind, part }));
}

function wordsOf(texts: readonly string[], least: number): Set<string> {
  return new Set(texts.flatMap((text) => [...text.matchAll(LETTERS)].map(([word]) => word.toLocaleLowerCase())).filter((word) => word.length >= least));
}

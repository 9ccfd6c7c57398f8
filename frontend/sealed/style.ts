/* Looks a text over before it is sealed: what in it could tell who wrote it? Pure; nothing leaves the device, and nothing is
   changed. Each finding has a place in the text and a kind; pages have a kind sentence for each (`style-<kind>`). */
export type Kind = "email" | "link" | "name" | "date" | "phone" | "emoji" | "reference" | "own-word" | "jargon";
export type Finding = { start: number; end: number; kind: Kind };

/* `names` of the roster; `space` are texts that everybody here can read; `own` is what this person wrote
   elsewhere here: by name, and in another draft. */
export type Surroundings = { names: readonly string[]; space: readonly string[]; own: readonly string[] };

const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu;
const LINK = /\b(?:https?:\/\/|www\.)\S+|(?<![\p{L}\p{N}.-])(?:[\p{L}\p{N}-]+\.){1,4}(?:com|org|net|de|at|ch|eu|io|uk|info|app|dev)\b(?:\/\S*)?/giu;
const PHONE = /(?<![\p{L}\p{N}])\+?\(?\d[\d\s()/.-]{5,}\d(?![\p{L}\p{N}])/gu;
const EMOJI = /(?:\p{Extended_Pictographic}|\p{Regional_Indicator})[\p{Emoji_Modifier}\p{Extended_Pictographic}\p{Regional_Indicator}\u200d\ufe0f]*|(?<!\S)[:;]-?[()DPp/|]+(?!\S)/gu;
const REFERENCE =
  /\b(?:(?:as|like) i (?:have |'ve )?(?:already |often |just )?(?:said|mentioned|wrote|told|explained)|i(?:'ve| have)? (?:already|often|always) (?:said|say|told|mentioned)|wie (?:schon |bereits |oft )?gesagt|wie ich (?:\p{L}+ ){0,2}?(?:sagte|gesagt|erwähnte|erwähnt|schrieb|geschrieben)|ich habe (?:\p{L}+ ){0,3}?gesagt|ich sage (?:schon )?(?:immer|seit))(?!\p{L})/giu;
const MONTH =
  "jan(?:uary|uar)?|feb(?:ruary|ruar)?|march|mar|märz|apr(?:il)?|may|mai|june?|juni?|july?|juli|aug(?:ust)?|sep(?:t|tember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?";
const WEEKDAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)day|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag";
const DATE = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:\\d{4}-\\d{1,2}-\\d{1,2}|\\d{1,2}\\.\\s?\\d{1,2}\\.(?:\\s?\\d{2,4})?|\\d{1,2}/\\d{1,2}/\\d{2,4}|\\d{1,2}[:.]\\d{2} ?(?:h|am|pm|uhr)|\\d{1,2}:\\d{2}` +
    `|\\d{1,2}(?:st|nd|rd|th|\\.)? (?:of )?(?:${MONTH})(?: \\d{4})?|(?:${MONTH}) \\d{1,2}(?:st|nd|rd|th)?|(?:${WEEKDAY})s?|yesterday|gestern|vorgestern)(?![\\p{L}\\p{N}])`,
  "giu",
);
const JARGON = /(?<![\p{L}\p{N}])(?=[\p{L}\p{N}-]*\p{Lu}[\p{L}\p{N}-]*[\p{Lu}\p{N}])[\p{L}\p{N}-]{3,}/gu;
const WORD = /\p{L}[\p{L}\p{M}'-]*\p{L}/gu;
const SHORTEST_WORD = 5;
const SHORTEST_NAME = 3;
const ALSO_WORDS = new Set(["will", "mark", "may", "rose", "hope", "grace", "art", "bill", "june", "april", "august", "max", "jung", "klein", "lang", "neu", "frank", "ernst"]);

export function findTells(text: string, { names, space, own }: Surroundings): Finding[] {
  const known = new Set(space.flatMap(wordsOf));
  const mine = new Set(own.filter((draft) => draft !== text).flatMap(wordsOf));
  const found: Finding[] = [];
  const add = (kind: Kind, matches: Iterable<{ start: number; end: number }>): void => {
    for (const { start, end } of matches) if (found.every((one) => end <= one.start || start >= one.end)) found.push({ start, end, kind });
  };
  add("email", matchesOf(text, EMAIL));
  add("link", matchesOf(text, LINK));
  add("name", namesIn(text, names));
  add("date", matchesOf(text, DATE));
  add("phone", matchesOf(text, PHONE).filter(({ start, end }) => (text.slice(start, end).match(/\d/g) ?? []).length >= 7));
  add("emoji", matchesOf(text, EMOJI));
  add("reference", matchesOf(fold(text, false), REFERENCE));
  const isUnknown = ({ start, end }: { start: number; end: number }): boolean => !known.has(fold(text.slice(start, end)));
  const words = matchesOf(text, WORD).filter(({ start, end }) => end - start >= SHORTEST_WORD);
  add("own-word", words.filter((word) => isUnknown(word) && mine.has(fold(text.slice(word.start, word.end)))));
  if (known.size) add("jargon", matchesOf(text, JARGON).filter(isUnknown));
  return found.sort((one, other) => one.start - other.start);
}

/* Whole names and each part of them, with or without marks on letters, also with an "s" at the end. */
function namesIn(text: string, names: readonly string[]): { start: number; end: number }[] {
  const folded = fold(text);
  const wholes = names.map((name) => name.trim()).filter((name) => name.length >= SHORTEST_NAME);
  const parts = wholes.flatMap((name) => name.split(/[\s,()-]+/)).filter((part) => part.length >= SHORTEST_NAME);
  const wanted = [...new Set([...wholes, ...parts].map((name) => fold(name)))].sort((one, other) => other.length - one.length);
  return wanted.flatMap((name) => {
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?:'?s)?(?![\\p{L}\\p{N}])`, "gu");
    return matchesOf(folded, pattern).filter(({ start }) => !ALSO_WORDS.has(name) || /\p{Lu}/u.test(text[start] ?? ""));
  });
}

const matchesOf = (text: string, pattern: RegExp): { start: number; end: number }[] =>
  [...text.matchAll(pattern)].map((match) => ({ start: match.index, end: match.index + match[0].length }));

const wordsOf = (text: string): string[] =>
  [...matchesOf(text, WORD), ...matchesOf(text, JARGON)].map(({ start, end }) => fold(text.slice(start, end)));

/* Lower case without marks and with straight apostrophes; every sign keeps its place. */
function fold(text: string, marks = true): string {
  return text.replace(/[^\n]/g, (sign) => {
    if (sign === "\u2019") return "'";
    const bare = (marks ? sign.normalize("NFD").replace(/\p{M}/gu, "") : sign).toLowerCase();
    return bare.length === 1 ? bare : sign;
  });
}

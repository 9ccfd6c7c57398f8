/* The rule of atoms (secrecy 7, G4): group everything ever shown by the exact set of boards it appears in; a group with
   fewer than K members would single somebody out by adding and subtracting boards. */
export function atomsAreLarge(boards: readonly (readonly string[])[], least: number): boolean {
  const where = new Map<string, number[]>();
  boards.forEach((shown, board) => {
    for (const one of shown) where.set(one, [...(where.get(one) ?? []), board]);
  });
  const sizes = new Map<string, number>();
  for (const places of where.values()) sizes.set(places.join(), (sizes.get(places.join()) ?? 0) + 1);
  return [...sizes.values()].every((size) => size >= least);
}

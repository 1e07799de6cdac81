/** `1.10.2` of `1.10.2-1a2b3c4`; what follows says which build it is, not which is newer. */
const NUMBERS = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?=$|[-+])/;

/** Whether a release is older than another by its three numbers (Semantic Versioning 2.0.0 §11.2); names have no order. */
export function isOlder(release: string, than: string): boolean {
  const [one, other] = [release, than].map((name) => NUMBERS.exec(name)?.slice(1).map(Number));
  if (one === undefined || other === undefined) return false;
  const at = one.findIndex((number, index) => number !== other[index]);
  return at >= 0 && one[at]! < other[at]!;
}

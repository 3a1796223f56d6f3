import { useSearchParams } from 'react-router';

export type Filters<Name extends string> = Partial<Record<Name, string>>;

/** Filters of a list, in the address: a reload, the back button and a link to somebody else keep them. */
export function useFilters<Name extends string>(names: readonly Name[]) {
  const [search, setSearch] = useSearchParams();
  const given = names.map((name) => [name, search.get(name)?.trim()] as const).filter(([, value]) => value);
  return {
    /** Only those that are set. */
    filters: Object.fromEntries(given) as Filters<Name>,
    apply: (values: Record<string, string>) =>
      setSearch(Object.fromEntries(trimmed(values).filter(([, value]) => value))),
    clear: () => setSearch({}),
  };
}

const trimmed = (values: Record<string, string>) =>
  Object.entries(values).map(([name, value]) => [name, value.trim()] as const);

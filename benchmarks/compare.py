"""The medians of compare.sh, and their ratios, as a table: compare.py <folder of results>."""
import json
import statistics
import sys


def medians(path):
    """By case and figure, of all rounds; a round in which something was lost is no result."""
    found = {}
    with open(path) as file:
        for line in file:
            r = json.loads(line)
            if 'deliveriesPerSec' in r:
                case = f"fan-out, {r['n']:,} subscribers, window of {r['window']}"
                if any(r.get(fault) for fault in ('stalls', 'closed', 'pubErrors', 'misrouted')):
                    print(f'no result: {line.strip()}', file=sys.stderr)
                    continue
                figures = {'deliveries/s': r['deliveriesPerSec'], 'server CPU s per million': r['srvCpuSecPerM'], 'p99 ms': r['p99ms']}
            else:
                case = r['label']
                figures = {'records/s': r['recordsPerSec'], 'p99 ms': r['p99ms']}
            for figure, value in figures.items():
                found.setdefault((case, figure), []).append(value)
    return {key: (statistics.median(values), len(values)) for key, values in found.items()}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    before, now = (medians(f'{sys.argv[1]}/{name}.jsonl') for name in ('before', 'now'))
    print('| case | figure | before | now | × before | rounds |\n|---|---|--:|--:|--:|--:|')
    for key in [k for k in before if k in now]:
        (a, n), (b, m) = before[key], now[key]
        print(f'| {key[0]} | {key[1]} | {a:,.2f} | {b:,.2f} | {b / a if a else float("nan"):.2f} | {min(n, m)} |')


main()

#!/usr/bin/env python3
"""Tables out of the results of run.sh: report.py <results> [page]. With a page, the parts of it between <!-- name --> and <!-- /name --> are written anew."""
import json
import os
import platform
import re
import subprocess
import sys

FAULTS = ('stalls', 'closed', 'pubErrors', 'misrouted')


def records(folder, name):
    path = os.path.join(folder, name + '.jsonl')
    if not os.path.exists(path):
        return []
    with open(path) as file:
        return [json.loads(line) for line in file if line.startswith('{')]


def table(head, rows):
    lines = ['| ' + ' | '.join(head) + ' |', '|---|' + '--:|' * (len(head) - 1)]
    lines += ['| ' + ' | '.join(row) + ' |' for row in rows]
    return '\n'.join(lines)


def ratio(value, base):
    return f'{value / base:.2f}' if base else '–'


def cell(record):
    load = f"window of {record['window']}" if record['mode'] == 'closed' else f"{record['rate']:g} publishes a second"
    channels = record.get('channels', 1)
    return f"{record['n']:,} subscribers, {load}" + (f', {channels} channels' if channels > 1 else '')


def fanout(folder, base='undertow-shared'):
    by_cell = {}
    for record in records(folder, 'fanout'):
        by_cell.setdefault(cell(record), {})[record['label']] = record
    tables = []
    for name, servers in by_cell.items():
        cost = servers.get(base, {}).get('srvCpuSecPerM')
        rows = []
        for record in sorted(servers.values(), key=lambda r: r['srvCpuSecPerM']):
            faults = [f'{key} {record[key]}' for key in FAULTS if record.get(key)]
            if faults:
                rows.append([record['label'], 'no result: ' + ', '.join(faults), '', '', '', ''])
                continue
            rows.append([record['label'], f"{record['deliveriesPerSec']:,.0f}", f"{record['srvCpuSecPerM']:.2f}",
                         ratio(record['srvCpuSecPerM'], cost), f"{record['p50ms']:.1f}", f"{record['p99ms']:.1f}"])
        tables.append(f'**{name}**\n\n' + table(
            ['server', 'deliveries/s', 'server CPU s per million', '× ' + base, 'p50 ms', 'p99 ms'], rows))
    return '\n\n'.join(tables)


def rpc(folder, base='undertow-dispatch'):
    last = {record['label']: record for record in records(folder, 'rpc')}
    if not last:
        return ''
    cost = last.get(base, {}).get('srvCpuSecPerM')
    return table(['server', 'calls/s', 'server CPU s per million', '× ' + base, 'p50 ms', 'p99 ms', 'errors'],
                 [[r['label'], f"{r['rps']:,.0f}", f"{r['srvCpuSecPerM']:.1f}", ratio(r['srvCpuSecPerM'], cost),
                   f"{r['p50ms']:.2f}", f"{r['p99ms']:.2f}", f"{r['errors']:.0f}"]
                  for r in sorted(last.values(), key=lambda r: r['srvCpuSecPerM'])])


def db(folder):
    last = {record['label']: record for record in records(folder, 'db')}
    rows = []
    for label, own in last.items():
        if label.startswith('syncer '):
            plain = last.get(label.replace('syncer ', 'sqlite ', 1))
            rows.append([label.replace('syncer wal ', ''), f"{own['recordsPerSec']:,.0f}",
                         f"{plain['recordsPerSec']:,.0f}" if plain else '–',
                         ratio(own['recordsPerSec'], plain['recordsPerSec'] if plain else 0),
                         f"{own['p50ms']:.2f}", f"{own['p99ms']:.2f}"])
    return rows and table(['case', 'records/s', 'SQLite alone', '× SQLite alone', 'p50 ms', 'p99 ms'], rows) or ''


def idle(folder):
    last = {record['label']: record for record in records(folder, 'idle')}
    return last and table(['server', 'live heap KB per connection', 'resident KB per connection', 'connections/s'],
                          [[r['label'], '–' if r['liveHeapKbPerConn'] is None else f"{r['liveHeapKbPerConn']:.1f}",
                            f"{r['rssKbPerConn']:.1f}", f"{r['connectPerSec']:,.0f}"] for r in last.values()]) or ''


def stopped(folder):
    def megabytes(size):
        return f'{size / 1024 / 1024:.1f}'

    rows = []
    for r in records(folder, 'stopped'):
        load = f"{r['readers']:,} on {r['stages']} stages, {r['commitsPerSec']} commits/s, {r['deliveriesPerSec']:,} deliveries/s"
        rows += [['load', load],
                 ['one reads nothing for', f"{r['stoppedSec']:.0f} s; {megabytes(r['missed'])} MiB that it read afterwards"],
                 ['bytes held for it, of its share', f"{r['held']:,} of {r['share']:,}"],
                 ["the node's memory after a collection, before and at the end of the stop",
                  f"{megabytes(r['memoryBefore'])} and {megabytes(r['memoryStopped'])} MiB"],
                 ["the others' p50, before and during the stop", f"{r['p50Before']:.1f} and {r['p50Stopped']:.1f} ms"],
                 ["the others' p99, before and during the stop", f"{r['p99Before']:.1f} and {r['p99Stopped']:.1f} ms: × {r['ratio']:.2f}"],
                 ['reading again, it has caught up after', f"{r['caughtUpSec']:.1f} s"],
                 ['its view is a fresh read, the others have all',
                  'yes' if not r['faults'] else f"no result: {r['faults']} faults, as the run has said"]]
    return rows and table(['', 'measured'], rows) or ''


def hostile(folder):
    rows = [[f"{r['case']}: {r['what']}", f"{r['callsBefore']:,.1f}", f"{r['callsDuring']:,.1f}", f"{r['callsRatio']:.2f}",
             f"{r['eventsBefore']:,.1f}", f"{r['eventsDuring']:,.1f}", f"{r['eventsRatio']:.2f}", f"{r['faults']}"]
            for r in records(folder, 'hostile')]
    return rows and table(['one user does', 'calls before, ms', 'meanwhile, ms', '×', 'events before, ms', 'meanwhile, ms', '×', 'refused or cut'],
                          rows) or ''


def matching(folder):
    path = os.path.join(folder, 'matching.md')
    if not os.path.exists(path):
        return ''
    with open(path) as file:
        return file.read().strip()


def machine():
    java = os.path.join(os.environ.get('JAVA_HOME', ''), 'bin', 'java') if os.environ.get('JAVA_HOME') else 'java'
    version = subprocess.run([java, '-version'], capture_output=True, text=True).stderr.splitlines()[0]
    commit = subprocess.run(['git', 'rev-parse', '--short', 'HEAD'], capture_output=True, text=True,
                            cwd=os.path.dirname(os.path.abspath(__file__))).stdout.strip()
    with open('/proc/meminfo') as file:
        memory = int(file.readline().split()[1]) // 1024 // 1024
    return f'{os.cpu_count()} processors, {memory} GB, Linux {platform.release()}, {version}; Syncer at {commit or "?"}'


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    folder = sys.argv[1]
    parts = {'machine': machine(), 'fanout': fanout(folder), 'rpc': rpc(folder), 'db': db(folder), 'idle': idle(folder),
             'stopped': stopped(folder), 'hostile': hostile(folder), 'matching': matching(folder)}
    if len(sys.argv) < 3:
        print('\n\n'.join(f'## {name}\n\n{text}' for name, text in parts.items() if text))
        return
    with open(sys.argv[2]) as file:
        page = file.read()
    for name, text in parts.items():
        if text:
            page = re.sub(f'(<!-- {name} -->\n).*?(<!-- /{name} -->)', lambda m: m[1] + text + '\n' + m[2], page, flags=re.S)
    with open(sys.argv[2], 'w') as file:
        file.write(page)


main()

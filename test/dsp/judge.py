#!/usr/bin/env python3
"""judge.py OURS.json [BASE.json] - hold score.py's result against what is to be reached.

Prints a line per bar, exits 1 if any is missed. BASE (spandsp in the same run) is needed for the
bars that are relative to it."""
import json, sys

r = json.load(open(sys.argv[1]))
base = json.load(open(sys.argv[2])) if len(sys.argv) > 2 else {}
missed = 0

def bar(name, value, good, want):
    global missed
    ok = value is not None and good(value)
    missed += not ok
    print('%-7s %-46s %-24s %s' % ('ok' if ok else 'MISSED', name, value, want))

def ratio(text):
    done, rest = str(text).split('/')
    return int(done) / int(rest.split()[0])

bar('digits decoded', r.get('m2_decode_ok_of_160'), lambda v: v == 160, '160')
bar('latency median ms', r.get('latency_ms_median'), lambda v: v <= 50, '<= 50')
bar('missed within 1.5 %', r.get('m3_missed_within_1.5%_of_120x'), lambda v: v == 0, '0')
bar('accepted beyond 3.5 %', r.get('m3_accepted_beyond_3.5%'), lambda v: v == 0, '0')
for d in '159D':
    bar('twist normal dB, digit ' + d, r.get(f'm4_{d}_normal_dB'), lambda v: v >= 8.5, '>= 8.5')
    bar('twist reverse dB, digit ' + d, r.get(f'm4_{d}_reverse_dB'), lambda v: v >= 4.5, '>= 4.5')
    bar('dynamic range dB, digit ' + d, r.get(f'm5_dynamic_range_{d}_dB'), lambda v: v >= 45, '>= 45')
bar('longest missed ms', r.get('m6_longest_missed_ms'), lambda v: v < 40, '< 40')
bar('S/N dB at 1000/1000', r.get('m7_acceptable_snr_dB'), lambda v: v <= 7, '<= 7')
bar('Q.24 random within limits %', r.get('q24_q24op_%'), lambda v: v >= 99.5, '>= 99.5')
for k in ('int10ms', 'loss20ms', 'echo20ms-10dB', '93ms'):
    bar('Q.24 ' + k + ' %', r.get(f'q24_{k}_%'), lambda v: v == 100, '100')
for k in sorted(k for k in r if k.startswith('corner_')):
    bar(k, r[k], lambda v: v == 100, '100')
for zone in ('cn', 'eu', 'us'):
    bar('dial tone ' + zone + ' clean to dBm0', r.get(f'dialtone_{zone}_max_clean_dBm0(DTMF-15)'), lambda v: v >= -6, '>= -6')
for k in sorted(k for k in r if k.startswith('nonop_') and 'third' not in k):
    bar(k, r[k], lambda v: v.startswith('0/'), '0')
if base:
    bar('third tone, not above spandsp', r.get('nonop_third-3dB_false'),
        lambda v: ratio(v) <= ratio(base['nonop_third-3dB_false']), base.get('nonop_third-3dB_false'))
    bar('adversarial, not above spandsp', r.get('adversarial_false'),
        lambda v: v <= base['adversarial_false'], base.get('adversarial_false'))
bar('false digits in speech and music', r.get('talkoff_false_total', 0) + r.get('extra_talkoff_false', 0),
    lambda v: v <= 1, '<= 1, goal 0')
for k in sorted(k for k in r if k.startswith('ev_')):
    bar(k, r[k], lambda v: ratio(v) == 1 and 'wrong' not in v, 'all, none wrong')
print('%d bars missed' % missed)
sys.exit(1 if missed else 0)

/**
 * Features that meet at one extension: what is set | what people do | what is seen then. Sentences are those of
 * `support/sentence.ts`; a line that begins with # is a heading. The order of precedence that they follow is written
 * down in `firmware/switching/features/table.ts`.
 */
export const MATRIX = `
# forward all, and everything else that the called one has set
802 forwards all to 803 | 801 calls 802 | 803 rings, leg forward-all by 802
802 forwards all to 803; 802 forwards busy to 804 | 801 calls 802 | 803 rings
802 forwards all to 803; 802 forwards busy to 804; 802 is off-hook | 801 calls 802 | 803 rings, leg forward-all by 802
802 forwards all to 803; 802 forwards no-answer to 804 | 801 calls 802; wait 20 | 803 rings
802 forwards all to 803; 802 forwards offline to 804; 802 is out of service | 801 calls 802 | 803 rings
802 forwards all to 803; 802 has dnd | 801 calls 802 | 803 rings
802 forwards all to 803; 802 has absent | 801 calls 802 | 803 rings
802 forwards all to 803; 803 has dnd | 801 calls 802 | nobody rings, 801 hears do-not-disturb
802 forwards all to 803; 803 has absent | 801 calls 802 | nobody rings, 801 hears absent
802 forwards all to 803; 803 forwards busy to 804; 803 is off-hook | 801 calls 802 | 804 rings, leg forward-busy by 803
802 forwards all to 803; 803 forwards no-answer to 804 | 801 calls 802; wait 20 | 804 rings, leg forward-no-answer by 803
802 forwards all to 803; 803 forwards offline to 804; 803 is out of service | 801 calls 802 | 804 rings, leg forward-offline by 803
802 forwards all to 803; 803 forwards all to 804 | 801 calls 802 | 804 rings, leg forward-all by 803
802 forwards all to 803; 803 forwards all to 802 | 801 calls 802 | nobody rings, 801 hears busy
802 forwards all to 803; 803 is off-hook | 801 calls 802 | nobody rings, 801 hears busy
802 forwards all to 803; 803 is out of service | 801 calls 802 | nobody rings, 801 hears congestion
802 forwards all to 803; 802 has call-waiting; 802 talks to 807 | 801 calls 802 | 803 rings, 802 hears 807
802 forwards all to 803; 803 has call-waiting; 803 talks to 807 | 801 calls 802 | nobody rings, 803 hears 807 + callWaiting, 801 hears ringback
802 forwards all to 803; 803 is off-hook | 801 calls 802; 801 dials 6; 803 hangs up | 803 rings
802 forwards all to 803; 803 is off-hook | 801 calls 802; 801 dials 5; 801 hangs up; 803 hangs up | 801 rings
802 forwards all to 804 | 801 calls 802; 803 codes **804 | nobody rings, 801 hears 803, leg pickup by 804
802 forwards all to 803 | 803 calls 802 | 802 rings
802 forwards all to 805 | 801 calls 802 | 806 rings, leg secretary by 805
802 forwards all to 860 | 801 calls 802 | 803 and 804 ring, leg hunt by 860
802 forwards all to 861 | 801 calls 802 | 803 rings, leg hunt by 861
802 forwards all to 870 | 801 calls 802 | 801 hears music
802 forwards all to 880 | 801 calls 802 | 802 and 803 and 806 ring
802 forwards all to 71 | 801 calls 802 | 801 hears nothing-parked
802 forwards all to 803; 802 sits at 806 | 801 calls 802 | 803 rings
802 forwards all to 803 | 801 calls 861 | 803 rings, leg hunt by 861
802 forwards all to 803 | 804 sends 801 to 802 | 803 rings, 801 hears ringback
802 forwards all to 803; L1 leads to 802 | L1 rings | 803 rings, leg forward-all by 802
802 forwards all to 803; 803 is off-hook; L1 leads to 802 | L1 rings; 803 hangs up | 803 rings
802 forwards all to 95551234; 802 is locked | 801 calls 802 | 801 hears locked
803 forwards all to 90085551234 | 801 calls 803 | 801 hears not-permitted
802 forwards all to 110 | 801 calls 802 | 801 hears number-vacant
# forward on busy
802 forwards busy to 803 | 801 calls 802 | 802 rings
802 forwards busy to 803; 802 is off-hook | 801 calls 802 | 803 rings, leg forward-busy by 802
802 forwards busy to 803; 802 has dnd; 802 is off-hook | 801 calls 802 | nobody rings, 801 hears do-not-disturb
802 forwards busy to 803; 802 has absent; 802 is off-hook | 801 calls 802 | nobody rings, 801 hears absent
802 forwards busy to 803; 802 has call-waiting; 802 talks to 807 | 801 calls 802 | 803 rings, 802 hears 807
802 forwards busy to 803; 802 is out of service | 801 calls 802 | nobody rings, 801 hears congestion
802 forwards busy to 803; 802 is off-hook; 803 is off-hook | 801 calls 802 | nobody rings, 801 hears busy
802 forwards busy to 803; 802 is off-hook; 803 is off-hook | 801 calls 802; 801 dials 6; 803 hangs up | 803 rings
802 forwards busy to 803; 803 forwards busy to 802; 802 is off-hook; 803 is off-hook | 801 calls 802 | nobody rings, 801 hears busy
802 forwards busy to 803; 802 is off-hook | 801 calls 861 | 803 rings, leg hunt by 861
802 forwards busy to 804; 802 is off-hook | 801 calls 802; 803 codes **804 | 801 hears 803, leg pickup by 804
802 forwards busy to 803; 802 sits at 806; 806 is off-hook | 801 calls 802 | 803 rings
802 forwards busy to 803; 802 is off-hook | 804 sends 801 to 802 | 803 rings
802 forwards busy to 803; 802 is off-hook; L1 leads to 802 | L1 rings | 803 rings, leg forward-busy by 802
802 forwards busy to 803; 803 forwards no-answer to 804; 802 is off-hook | 801 calls 802; wait 20 | 804 rings
# forward on no answer
802 forwards no-answer to 803 | 801 calls 802 | 802 rings
802 forwards no-answer to 803 | 801 calls 802; wait 20 | 803 rings, leg forward-no-answer by 802
802 forwards no-answer to 803 | 801 calls 802; 802 answers; wait 30 | nobody rings, 801 hears 802
802 forwards no-answer to 803; 803 is off-hook | 801 calls 802; wait 20 | nobody rings, 801 hears busy
802 forwards no-answer to 803; 803 has dnd | 801 calls 802; wait 20 | nobody rings, 801 hears do-not-disturb
802 forwards no-answer to 803; 802 has dnd | 801 calls 802; wait 20 | nobody rings
802 forwards no-answer to 804 | 801 calls 802; 803 codes #7; wait 30 | nobody rings, 801 hears 803
802 forwards no-answer to 803; 802 has call-waiting; 802 talks to 807 | 801 calls 802; wait 20 | 803 rings, 802 hears 807
802 forwards no-answer to 803 | 801 calls 861; wait 10 | 803 rings, leg hunt by 861
802 forwards no-answer to 803 | 804 sends 801 to 802; wait 20 | 803 rings
802 forwards no-answer to 803 | 804 sends 801 to 802; wait 20; wait 30 | 804 rings, leg recall by 804
802 forwards no-answer to 803; L1 leads to 802 | L1 rings; wait 4; L1 rings; wait 4; L1 rings; wait 4; L1 rings; wait 4; L1 rings | 803 rings
802 forwards no-answer to 861 | 801 calls 802; wait 20 | 802 rings, leg hunt by 861
802 forwards no-answer to 803; 802 sits at 806 | 801 calls 802; wait 20 | 803 rings
# out of service
802 is out of service | 801 calls 802 | nobody rings, 801 hears congestion
802 forwards offline to 803; 802 is out of service | 801 calls 802 | 803 rings, leg forward-offline by 802
802 forwards offline to 803; 802 has dnd; 802 is out of service | 801 calls 802 | 801 hears do-not-disturb
802 forwards offline to 803; 802 has absent; 802 is out of service | 801 calls 802 | 801 hears absent
802 forwards offline to 803; 802 is out of service; 803 is off-hook | 801 calls 802 | 801 hears busy
802 forwards offline to 803; 802 is out of service | 801 calls 861 | 803 rings
802 is out of service; 803 is out of service; 804 is out of service | 801 calls 861 | 807 rings
802 forwards offline to 803; 802 is out of service; L1 leads to 802 | L1 rings | 803 rings
802 is out of service | 804 sends 801 to 802 | 804 rings
# do-not-disturb and absent
802 has dnd | 801 calls 802 | nobody rings, 801 hears do-not-disturb
802 has absent | 801 calls 802 | nobody rings, 801 hears absent
802 has dnd; 802 has absent | 801 calls 802 | 801 hears absent
802 has dnd; 802 has call-waiting; 802 talks to 807 | 801 calls 802 | 801 hears do-not-disturb, 802 hears 807
802 has absent; 802 has call-waiting; 802 talks to 807 | 801 calls 802 | 801 hears absent, 802 hears 807
802 has dnd | 801 calls 860 | 803 and 804 ring
802 has absent | 801 calls 860 | 803 and 804 ring
802 has dnd | 801 calls 862 | 803 rings
802 has dnd; 803 has dnd; 804 has dnd | 801 calls 862 | nobody rings, 801 hears busy
802 has dnd; 803 has dnd; 804 has dnd | 801 calls 861 | 807 rings
802 has dnd; 802 is off-hook | 801 calls 802; 802 hangs up | nobody rings
802 has dnd | 801 calls 880 | 803 and 806 ring
802 has dnd | 804 sends 801 to 802 | 804 rings
802 has dnd; L1 leads to 802 | L1 rings | nobody rings
| 804 sends 801 to 802; 804 has dnd; wait 30 | 804 rings, leg recall by 804
| 804 sends 801 to 803; 804 has dnd; 803 answers | 803 hears 801
| 804 sends 801 to 802; 804 has absent; wait 30 | 804 rings
803 has dnd; 802 is off-hook | 803 calls 802; 803 dials 5; 803 hangs up; 802 hangs up | 803 rings
803 has dnd | 801 calls 802; 803 codes #7 | 801 hears 803
802 has dnd; 802 sits at 806 | 801 calls 802 | 801 hears do-not-disturb
806 has dnd; 802 sits at 806 | 801 calls 802 | 806 rings
# busy: camp-on, call-back, call waiting
802 is off-hook | 801 calls 802 | 801 hears busy
802 is off-hook | 801 calls 802; 801 dials 6 | 801 hears music
802 is off-hook | 801 calls 802; 801 dials 6; 802 hangs up | 802 rings, 801 hears ringback
802 is off-hook; 802 forwards no-answer to 803 | 801 calls 802; 801 dials 6; 802 hangs up; wait 20 | 803 rings, 801 hears ringback
802 is off-hook | 801 calls 802; 801 dials 6; 802 hangs up; 803 codes **802 | 801 hears 803
802 is off-hook | 801 calls 802; 801 dials 6; 804 calls 802; 804 dials 5; 804 hangs up; 802 hangs up | 802 rings
802 is off-hook | 801 calls 802; 801 dials 5; 801 hangs up; 804 calls 802; 804 dials 6; 802 hangs up | 802 rings, 804 hears ringback
802 is off-hook | 801 calls 802; 801 dials 5; 801 hangs up; 802 hangs up | 801 rings
802 is off-hook | 801 calls 802; 801 dials 5; 801 hangs up; 802 hangs up; 801 answers | 802 rings
802 is off-hook; 801 forwards all to 803 | 801 calls 802; 801 dials 5; 801 hangs up; 802 hangs up | 801 rings
802 is off-hook | 801 calls 802; 801 dials 5; 801 hangs up; 801 calls 803; 802 hangs up | 803 rings
802 is off-hook | 801 calls 802; 801 dials 5; 801 hangs up; 801 calls 803; 802 hangs up; 801 hangs up | 801 rings
802 has call-waiting; 802 talks to 807 | 801 calls 802 | 801 hears ringback, 802 hears 807 + callWaiting
802 has call-waiting; 802 talks to 807 | 801 calls 802; 802 flashes | 801 hears 802, 807 hears music
802 has call-waiting; 802 talks to 807 | 801 calls 802; 802 flashes; 802 hangs up | 802 rings, 801 hears busy, 807 hears ringback
802 has call-waiting; 802 talks to 807 | 801 calls 802; 802 hangs up | 802 rings, 807 hears busy
802 has call-waiting; 802 talks to 807 | 801 calls 802; 801 hangs up; wait 2 | 802 hears 807
802 has call-waiting; 802 talks to 807 | 801 calls 802; 804 calls 802 | 804 hears busy
802 has call-waiting; 802 talks to 807 | 801 calls 802; 803 codes **802 | 803 hears nothing-to-pick-up
802 has call-waiting; 802 talks to 807 | 801 calls 861 | 803 rings, 802 hears 807
802 has call-waiting; 802 talks to 807 | 804 sends 801 to 802 | 801 hears ringback, 802 hears 807 + callWaiting
802 has call-waiting; 802 talks to 807 | 804 sends 801 to 802; wait 30 | 804 rings, 802 hears 807
802 has call-waiting; 802 talks to 807; L1 leads to 802 | L1 rings | 802 hears 807 + callWaiting
802 has call-waiting | 802 calls 870; 801 calls 802 | 801 hears busy
802 has call-waiting | 802 calls 880; 801 calls 802 | 801 hears busy
802 has call-waiting; 802 is off-hook | 801 calls 802 | 801 hears busy
802 has call-waiting; 802 talks to 807 | 802 flashes; 801 calls 802 | 801 hears busy
802 has call-waiting; 802 sits at 806; 806 talks to 807 | 801 calls 802 | 806 hears 807 + callWaiting
| 804 sends 801 to 802; 804 forwards all to 803; wait 30 | 804 rings
# pickup
L1 leads to 802 | L1 rings; 803 codes #7 | 803 hears L1, leg pickup by 802
L1 leads to 860 | L1 rings; 805 codes **804 | 805 hears L1, nobody rings
L1 leads to 802 | 802 sends L1 to 804; 805 codes **804 | 805 hears L1, leg pickup by 804
L1 leads to 802 | 802 sends L1 to 803; wait 30; 803 codes #7 | 803 hears L1, leg recall by 802
L1 leads to 805 | L1 rings; 801 codes **806 | 801 hears L1
L1 leads to 805 | L1 rings; 801 codes **805 | 801 hears nothing-to-pick-up
802 talks to 807 | 801 calls 803; 802 flashes; 802 dials #7 | 802 hears 801, 807 hears music
802 talks to 807 | 801 calls 803; 802 flashes; 802 dials #7; 801 hangs up; 802 flashes | 802 hears 807
801 is locked | 802 calls 803; 801 codes **803 | 801 hears 802
# park
L1 leads to 802 | L1 rings; 802 answers; 802 flashes; 802 dials *85; 802 hangs up; 803 calls 71 | 803 hears L1, leg unpark
L1 leads to 802 | L1 rings; 802 answers; 802 flashes; 802 dials *85; 802 hangs up; wait 120 | 802 rings, leg recall by 802
L1 leads to 802; 802 forwards all to 804 | 801 calls 803; 803 answers; 803 flashes; 803 dials *85; 803 hangs up; wait 120 | 803 rings
803 has dnd | 803 calls 801; 801 answers; 803 flashes; 803 dials *85; 803 hangs up; wait 120 | 803 rings
803 forwards all to 804 | 803 calls 801; 801 answers; 803 flashes; 803 dials *85; 803 hangs up; wait 120 | 803 rings
803 talks to 807 | 803 flashes; 803 dials *85; 803 hangs up; 803 calls 804; wait 120 | nobody rings, 807 hears music
803 talks to 807 | 803 flashes; 803 dials *85; 803 hangs up; 803 calls 804; wait 120; 803 hangs up | 803 rings
803 talks to 807 | 803 flashes; 803 dials *85; 803 hangs up; wait 120; 802 codes #7 | 802 hears 807
803 talks to 807 | 803 flashes; 803 dials *85; 803 hangs up; 802 calls 71; 801 calls 71 | 801 hears nothing-parked
803 talks to 807 | 803 flashes; 803 dials *85; 803 hangs up; 807 hangs up; 801 calls 71 | 801 hears nothing-parked
803 talks to 807 | 803 flashes; 803 dials 71 | 803 hears nothing-parked, 807 hears music
# secretary (806) of the chief (805)
night | 801 calls 805 | 806 rings, leg secretary by 805
805 forwards all to 803 | 801 calls 805 | 806 rings
805 has dnd | 801 calls 805 | 806 rings
805 has dnd | 806 calls 805 | 805 rings
805 has absent | 806 calls 805 | 805 rings
805 forwards all to 803 | 806 calls 805 | 803 rings
805 is off-hook | 801 calls 805 | 806 rings
805 is off-hook | 806 calls 805 | 806 hears busy
806 has dnd | 801 calls 805 | 805 rings
806 has absent; 805 forwards no-answer to 803 | 801 calls 805; wait 20 | 803 rings
806 has dnd; 805 has dnd | 801 calls 805 | 801 hears do-not-disturb
806 forwards all to 803 | 801 calls 805 | 803 rings
806 is off-hook | 801 calls 805 | 801 hears busy
806 is off-hook; 806 forwards busy to 805 | 801 calls 805 | 801 hears busy
806 forwards no-answer to 803 | 801 calls 805; wait 20 | 803 rings
806 has call-waiting; 806 talks to 807 | 801 calls 805 | 806 hears 807 + callWaiting
806 is out of service | 801 calls 805 | 805 rings
L1 leads to 805 | L1 rings | 806 rings
L1 leads to 806 | 806 sends L1 to 805 | 805 rings, L1 hears ringback
L1 leads to 806; 805 has dnd | 806 sends L1 to 805 | 805 rings
L1 leads to 806 | 806 sends L1 to 805; wait 30 | 806 rings, leg recall by 806
L1 leads to 801 | 801 sends L1 to 805 | 806 rings
L1 leads to 805 | L1 rings; 806 answers; 806 flashes; 806 dials 805; 805 answers; 806 hangs up | 805 hears L1
# hot desk (806)
802 sits at 806 | 801 calls 802 | 806 rings
802 sits at 806 | 801 calls 806 | 806 rings
802 sits at 806 | 801 calls 860 | 803 and 804 and 806 ring
802 sits at 806; 806 is out of service; 802 forwards offline to 803 | 801 calls 802 | 803 rings
802 sits at 806; 806 is off-hook | 801 calls 802; 801 dials 6; 806 hangs up | 806 rings
802 sits at 806; 806 is off-hook | 801 calls 802; 801 dials 5; 801 hangs up; 806 hangs up | 801 rings
802 sits at 806 | 801 calls 802; 803 codes **806 | 801 hears 803
802 sits at 806 | 804 sends 801 to 802; wait 30 | 804 rings
802 sits at 806 | 806 sends 801 to 803; wait 30 | 806 rings
# transfer and conference
802 is off-hook | 804 sends 801 to 802 | nobody rings, 801 hears music
802 is off-hook | 804 sends 801 to 802; 802 hangs up | 802 rings, leg transfer by 804
802 is off-hook | 804 sends 801 to 802; wait 60 | 804 rings, leg recall by 804
802 is off-hook; 802 forwards all to 803 | 804 sends 801 to 802 | 803 rings
L1 leads to 804 | 804 sends L1 to 860 | 802 and 803 rings, L1 hears ringback
L1 leads to 804 | 804 sends L1 to 861; wait 10 | 803 rings
L1 leads to 804 | 804 sends L1 to 803; 803 answers | 803 hears L1, leg transfer by 804
L1 leads to 804 | 804 sends L1 to 877 | 804 rings
L1 leads to 804 | 804 sends L1 to 880 | 804 rings
L1 leads to 804 | 804 sends L1 to 870 | 804 hears silence, L1 hears music
802 talks to 803 | 802 flashes; 802 dials 804; 804 answers; 802 flashes; 802 dials 3 | 802 hears 803 + 804
802 talks to 803; 804 has dnd | 802 flashes; 802 dials 804; wait 3; 802 flashes | 802 hears 803
802 talks to 803; 804 forwards all to 805 | 802 flashes; 802 dials 804; 806 answers; 802 flashes; 802 dials 3 | 802 hears 803 + 806
802 talks to 803 | 802 flashes; 802 dials 804; 804 answers; 802 flashes; 802 dials 3; 801 calls 802 | 801 hears busy
802 talks to 803; 802 has call-waiting | 802 flashes; 802 dials 804; 804 answers; 802 flashes; 802 dials 3; 801 calls 802 | 801 hears ringback
802 talks to 803 | 802 flashes; 802 dials 71; wait 3; 802 flashes | 802 hears 803
802 talks to 803 | 802 flashes; 802 hangs up | 802 rings, 803 hears ringback
802 talks to 803 | 802 flashes; 802 dials 804; 803 hangs up; 804 answers | 802 hears 804
802 talks to 803; 802 has dnd | 802 flashes; 802 hangs up | 802 rings
802 talks to 803; 802 forwards all to 804 | 802 flashes; 802 hangs up | 802 rings
803 talks to 807 | 803 flashes; 803 hangs up; wait 60 | 801 rings, leg recall by 801
802 has dnd; 803 talks to 807 | 803 flashes; 803 dials 802; 803 hangs up | 803 rings, 807 hears ringback
# hot line, lock
801 is off-hook; 803 has dnd | 808 answers | 808 hears do-not-disturb
803 forwards all to 804 | 808 answers | 804 rings
803 is off-hook | 808 answers; 808 dials 6; 803 hangs up | 803 rings
803 is off-hook | 808 answers; 808 dials 5; 808 hangs up; 803 hangs up | 808 rings
802 has dnd | 807 answers; wait 5 | 807 hears do-not-disturb
802 is locked | 802 calls 803 | 803 rings
802 is locked | 801 calls 802 | 802 rings
802 is locked | 802 calls 95551234# | 802 hears locked
802 is locked; 802 sits at 806 | 806 calls 95551234# | 806 hears locked
# night, and lists
night | L1 rings | 802 rings
night; 802 has dnd | L1 rings | 803 rings
night; 802 is off-hook; 803 is off-hook; 804 is off-hook | L1 rings; 804 hangs up | 804 rings
night | 805 calls 0 | 802 and 803 and 804 ring
801 forwards all to 803 | 805 calls 0 | 803 rings
801 forwards all to 803 | L1 rings | 803 rings
801 has dnd | L1 rings | nobody rings
801 is off-hook | L1 rings; 801 hangs up | 801 rings
801 has call-waiting; 801 talks to 807 | L1 rings | 801 hears 807 + callWaiting
# operators
| 801 calls 890 | nobody rings, 801 hears office-closed
802 is a console | 801 calls 890 | 802 rings, leg attendant by 890
802 is a console; 802 has dnd | 801 calls 890 | 802 rings
802 is a console; 802 forwards all to 803 | 801 calls 890 | 802 rings
802 is a console | 801 calls 802 | 802 rings, leg attendant by 890
802 is a console; 802 has dnd | 801 calls 802 | nobody rings, 801 hears do-not-disturb
802 is a console; 802 has absent | 801 calls 802 | nobody rings, 801 hears absent
802 is a console; 802 forwards all to 803 | 801 calls 802 | 803 rings, leg forward-all by 802
802 is a console; 802 forwards busy to 803; 802 talks to 807 | 801 calls 802 | nobody rings, 801 hears ringback
802 is a console; 802 has call-waiting; 802 talks to 807 | 801 calls 802 | 802 hears 807, 801 hears ringback
802 is a console; 803 forwards all to 890 | 801 calls 803 | 802 rings, leg attendant by 890
802 is a console; 803 forwards no-answer to 890 | 801 calls 803; wait 20 | 802 rings
802 is a console; L1 leads to 890 | L1 rings | 802 rings
802 is a console | 804 sends 801 to 890 | 802 rings, 801 hears ringback
802 is a console | 801 calls 861 | 802 rings, leg hunt by 861
802 is a console; 802 is off-hook | 801 calls 861 | 803 rings, 802 hears silence
802 is a console | 801 calls 890; 803 codes **802 | 801 hears 803, leg pickup by 802
802 is a console | 801 calls 890; 802 answers; 802 keys Send 803 | 803 rings, leg transfer by 802
802 is a console; 803 forwards all to 804 | 801 calls 890; 802 answers; 802 keys Send 803 | 804 rings, leg forward-all by 803
802 is a console | 801 calls 890; 802 answers; 802 keys Send 805 | 806 rings, leg secretary by 805
802 is a console; 803 has dnd | 801 calls 890; 802 answers; 802 keys Send 803; 802 hangs up | 802 rings, leg attendant by 890
802 is a console; 803 has dnd | 801 calls 890; 802 answers; 802 keys Call 803; 802 keys CampOn | 802 hears do-not-disturb, 801 hears music
802 is a console; 803 is off-hook | 801 calls 890; 802 answers; 802 keys Call 803; 802 keys CampOn; 803 hangs up | 803 rings, 801 hears ringback
802 is a console; 803 forwards busy to 804; 803 is off-hook | 801 calls 890; 802 answers; 802 keys Call 803; 802 keys Transfer | 804 rings, leg transfer by 802
802 is a console; 803 forwards no-answer to 804 | 801 calls 890; 802 answers; 802 keys Call 803; 802 keys Transfer; wait 20 | 804 rings
802 is a console; 803 has call-waiting; 803 talks to 807 | 801 calls 890; 802 answers; 802 keys Call 803; 802 keys Transfer | 803 hears 807 + callWaiting, 801 hears ringback
802 is a console | 801 calls 890; 802 answers; 802 keys Call 803; 803 answers; 802 keys Conference | 802 hears 801 + 803
# a telephone with several lines
802 has 3 lines | 801 calls 802 | 802 rings
802 has 3 lines; 802 talks to 807 | 801 calls 802 | 802b rings, 802 hears 807
802 has 3 lines; 802 is off-hook; 802b is off-hook | 801 calls 802 | 802c rings
802 has 2 lines; 802 is off-hook; 802b is off-hook | 801 calls 802 | nobody rings, 801 hears busy
802 has 2 lines; 802 is off-hook; 802b is off-hook | 801 calls 802; 801 dials 6; 802b hangs up | 802b rings
802 has 2 lines; 802 is off-hook; 802b is off-hook | 801 calls 802; 801 dials 5; 801 hangs up; 802 hangs up | 801 rings
802 has 2 lines; 802 forwards busy to 803; 802 is off-hook | 801 calls 802 | 802b rings
802 has 2 lines; 802 forwards busy to 803; 802 is off-hook; 802b is off-hook | 801 calls 802 | 803 rings, leg forward-busy by 802
802 has 2 lines; 802 has call-waiting; 802 talks to 807; 802b is off-hook | 801 calls 802 | nobody rings, 801 hears busy
802 has 2 lines; 802 forwards all to 803; 802 talks to 807 | 801 calls 802 | 803 rings
802 has 2 lines; 802 has dnd; 802 talks to 807 | 801 calls 802 | 801 hears do-not-disturb
802 has 2 lines; 802 forwards no-answer to 803; 802 talks to 807 | 801 calls 802; wait 20 | 803 rings, leg forward-no-answer by 802
802 has 2 lines; 802 is out of service | 801 calls 802 | 802b rings
802 has 2 lines; 802 is out of service; 802b is out of service | 801 calls 802 | 801 hears congestion
802 has 2 lines; 802 talks to 807 | 801 calls 861 | 803 rings
802 has 2 lines; 802 talks to 807 | 801 calls 880 | 803 and 806 ring
802 has 2 lines; 802 talks to 807 | 801 calls 802; 803 codes **802 | 801 hears 803, leg pickup by 802
802 has 2 lines | 802 calls 803; 802b codes #7 | 803 rings, 802 hears ringback
802 has 2 lines | 802b calls 802 | 802b hears busy
802 has 2 lines; 802 talks to 807; L1 leads to 802 | L1 rings | 802b rings
802 has 2 lines; 802 talks to 807 | 804 sends 801 to 802 | 802b rings, 801 hears ringback
806 has 2 lines; 802 sits at 806; 806 is off-hook | 801 calls 802 | 806b rings
805 has 2 lines; 806 has 2 lines; 806 is off-hook | 801 calls 805 | 806b rings, leg secretary by 805
# what a telephone with a display does by itself
802 talks to 807 | 802 holds | 807 hears music, 802 hears silence
802 talks to 807 | 802 holds; 802 retrieves | 807 hears 802
802 has 2 lines; 802 talks to 807 | 802 holds; 801 calls 802 | 802b rings, 807 hears music
802 talks to 807 | 802 holds; 801 calls 802 | 801 hears busy
802 has 2 lines; 802 talks to 807 | 802 holds; 802b calls 801; 801 answers; 802 joins both | 807 hears 801, 802 hears busy, 802b hears busy
802 has 2 lines; 802 talks to 807 | 802 holds; 802b calls 801; 802 joins both; 801 declines; 802 hangs up; 802b hangs up | 802 rings, leg recall by 802
802 has 2 lines; 802 talks to 807 | 802 holds; 802b codes *85; wait 3; 801 calls 71 | 801 hears 807
802 talks to 807 | 802 holds; 807 hangs up | 802 hears busy
802 has 2 lines; 802 talks to 807 | 801 calls 802; 802b declines | 801 hears busy, 807 hears 802
802 forwards busy to 803 | 801 calls 802; 802 declines | 803 rings, leg forward-busy by 802
802 forwards no-answer to 803 | 801 calls 802; 802 declines | 803 rings, leg forward-no-answer by 802
802 forwards busy to 803; 803 forwards busy to 802 | 801 calls 802; 802 declines; 803 declines | nobody rings, 801 hears busy
802 forwards all to 803 | 801 calls 802; 803 declines | 801 hears busy
802 forwards offline to 803 | 801 calls 802; 802 declines | 801 hears busy
802 is off-hook | 801 calls 861; 803 declines | 804 rings
802 is off-hook | 801 calls 861; 803 declines; 804 declines | 807 rings
802 is off-hook | 801 calls 860; 803 declines | 804 rings
802 is off-hook | 804 sends 801 to 803; 803 declines | 804 rings, leg recall by 804
802 is off-hook; L1 leads to 803 | L1 rings; 803 declines | nobody rings
802 is off-hook; L1 leads to 803 | L1 rings; 803 declines; L1 rings | nobody rings
805 forwards busy to 803 | 801 calls 805; 806 declines | 801 hears busy
`;

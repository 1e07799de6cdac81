/** A document that has every field there is; a test holds that. */
export const FULL = `
name: Hotel
timeZone: Asia/Shanghai
language: en
extensions:
  - number: "801"
    port: 1/1
    name: Front desk
    entity: main
    classOfService: guests
    pickupGroup: desk
    language: zh-CN
    role: maids
    publicNumber: "62345678"
    hidden: false
    noAnswerSeconds: 15
    hotLine: { number: "802", afterSeconds: 5 }
    secretary: "802"
    loudspeaker: false
    hotDesk: true
  - { number: "802", port: 1/2, name: Office }
  - { number: "803", name: Anna }
trunks:
  - port: 1/7
    name: Line 1
    group: outside
    number: "62345678"
    dialling: dtmf
    answerBy: [polarity, time]
    releaseBy: [busy-tone]
    ringIn: "850"
    ringInByMode: { day: "850", night: "802", mode1: "802", mode2: "802" }
    entity: main
    secondDialling: true
trunkGroups: [{ id: outside, hunt: longest-idle }]
plan:
  - { pattern: 8XX, to: { kind: extension } }
  - { pattern: "0.", to: { kind: trunk-group, group: outside, strip: 1, secondDialTone: true } }
  - { pattern: "9.", to: { kind: route, strip: 1, secondDialTone: false } }
routes:
  - id: all
    patterns: ["Z."]
    choices:
      - { group: outside, times: night, cost: 5, strip: 0, insert: "17909", present: { number: "62345678" } }
      - { group: outside, present: hidden }
classes:
  - id: guests
    reach: local
    premium: false
    allow: ["10086"]
    deny: ["168."]
    trunkCallsMax: 2
    dearCallsPerHourMax: 5
    accountCode: optional
    trunkToTrunk: false
    supervise: false
    lockedReach: internal
    without: [supervise]
numberClasses: [{ pattern: "168.", reach: national, premium: true }]
charges: [{ pattern: "0Z.", unitSeconds: 60, connectUnits: 1 }]
roles: [{ id: maids, sees: { first: 2, last: 2 } }, { id: boss, sees: all }]
entities:
  - id: main
    name: Hotel
    schedule: [{ times: night, mode: night }]
    operator: { day: "801", night: "802", mode1: "802", mode2: "802" }
    language: en
    greeting: welcome
    music: piano
    codes: { profile: cn, changes: [{ feature: park, does: use, dial: "*77{k}" }] }
codes: { profile: etsi, changes: [{ feature: page, does: use, dial: null }] }
huntGroups:
  - number: "850"
    name: Desk
    entity: main
    members: ["801"]
    strategy: linear
    memberRingSeconds: 10
    ringSecondsMax: 30
    overflow: "802"
attendantGroups:
  - number: "890"
    name: Reception
    entity: main
    consoles: [A]
    hunt: longest-idle
    levels:
      - { key: 1, name: Recalls, kinds: [recall], priority: 30, urgentPriority: 40, ringDelaySeconds: 2 }
    urgentAfterSeconds: 20
    absentAfterSeconds: 60
    waitingMax: 8
    overflowTo: "891"
    helpers: ["891"]
    helpAfterSeconds: 15
    distribution:
      day: { routings: ["890", "801"], overflow: "802" }
      night: { routings: ["801"], overflow: null }
      mode1: { routings: ["802"], overflow: null }
      mode2: { routings: ["802"], overflow: "801" }
    greeting: greeting
  - { number: "891", name: Back office, consoles: [A] }
consoles:
  - { id: A, name: First, extension: "801", mayDistribute: true, maySupervise: true, telephoneRings: false }
pagingGroups: [{ number: "860", name: Halls, members: ["802"] }]
conferenceRooms: [{ number: "870", name: Meeting, chair: "801", membersMax: 8 }]
parkSlots: ["880"]
timeTables:
  - id: night
    rules: [{ on: true, weekdays: mon-fri, dates: { list: cn, which: holidays }, from: "18:00", to: "08:30" }]
dayLists: [{ id: cn, from: region, holidays: [2027-05-20], workdays: [2027-05-22..2027-05-23] }]
callers:
  - { pattern: "400.", reason: They sell, treat: { kind: hang-up } }
  - { pattern: "401.", treat: { kind: message, guide: no } }
  - { pattern: "402.", treat: { kind: divert, number: "802" } }
  - { pattern: "403.", treat: { kind: important, number: "801" } }
speedDials: [{ code: "01", name: Taxi, number: "962345678", overridesClass: true }]
accountCodes: [{ code: "1234", name: Client }]
emergency: ["999"]
flash: conference
dearCallsPerHourMax: 20
serviceTimes:
  recallDigitSeconds: 2
  transferRecallSeconds: 30
  campOnRecallSeconds: 60
  parkRecallSeconds: 120
  holdRecallSeconds: 180
  callBackSecondsMax: 2700
  callBackRingSeconds: 20
lineTimes:
  firstDigitSecondsMax: 10
  interDigitSecondsMax: 5
  ringSecondsMax: 60
  busySecondsMax: 30
  howlerSecondsMax: 30
  answerByTimeSeconds: 15
  trunkGuardSeconds: 1.5
  trunkRingGapSecondsMax: 6
  dialToneWaitSecondsMax: 3
sip:
  listen: [{ transport: udp, address: 0.0.0.0, port: 5060 }, { transport: tls }]
  certificate: sip.pem
  key: sip.key
  authorities: authorities.pem
  realm: office.example
  publicAddress: 203.0.113.7
  rtp: { portFirst: 20000, portLast: 20099, address: 192.168.1.2 }
  devices:
    - extension: "803"
      user: anna
      secret: correct horse
      ha1: 0123456789abcdef0123456789abcdef
      digest: md5
      calls: 2
      codecs: [pcma, g722]
      srtp: offered
      tlsOnly: true
      ringing: named
      mac: 00:15:65:AB:CD:EF
      maker: yealink
      provisioningSecret: abcdefghjkmnpqrstuvwxyz234
      lampKeys: ["801"]
  trunks:
    - id: carrier
      name: Carrier
      group: outside
      domain: sip.example
      registers: true
      user: "62345678"
      authUser: a62345678
      secret: battery staple
      proxy: edge.sip.example
      port: 5061
      transport: tls
      expiresSeconds: 600
      watch: true
      callerHeader: pai
      callerForm: digits
      diversion: history-info
      calls: 3
      codecs: [pcma]
      srtp: always
      number: "62345678"
      ringIn: "801"
      ringInByMode: { day: "801", night: "802", mode1: "801", mode2: "802" }
      did:
        - { pattern: "62345XXX", lastDigits: 3, ringInByMode: { day: "801", night: "802", mode1: "801", mode2: "802" } }
        - { pattern: "62345600", ringIn: "802" }
      entity: main
      secondDialling: false
  defence: { trusted: [192.168.0.0/16, "2001:db8::/32"], failures: 5, withinSeconds: 600, banSeconds: 3600 }
  timeServer: ntp.example
records: { retentionDays: 180 }
smdr:
  - { name: hotel, layout: mitel, kind: tcp-connect, host: pms.local, port: 1752 }
  - { name: printer, layout: panasonic-a, kind: serial, device: /dev/ttyUSB0, baud: 9600, dataBits: 7, parity: even, stopBits: 1, flow: xon-xoff }
`;

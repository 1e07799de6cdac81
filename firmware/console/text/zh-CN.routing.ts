/** 路由、等级、时间表、名单的“为什么”。One text per rule of switching/routing/rules.ts. */
export const routingZhCN = {
  'why.feature.refused': '等级 {class} 不可使用功能“{feature}”。',
  'why.route.none': '没有通往 {number} 的路由。',
  'why.route.skipped': '路由 {route}：时间表“{times}”此时未开，不用中继群 {group}。',
  'why.route.noneNow': '路由 {route} 此时没有可用的去向。',
  'why.route.chosen': '路由 {route}：走中继群 {group}（费用 {cost}），发送 {sends}。',
  'why.class.allowed':
    '等级 {class} 可以呼叫 {number}（{reach, select, local {本地} national {长途} international {国际} other {内部}}）。',
  'why.class.listed': '{number} 在等级 {class} 的允许名单中（{pattern}）。',
  'why.class.overridden': '{number} 由缩位号 {code} 呼出，不受等级限制。',
  'why.class.refused':
    '等级 {class} 不可呼叫 {number}：该号码属{reach, select, local {本地} national {长途} international {国际} other {内部}}，等级只到{limit, select, local {本地} national {长途} international {国际} other {内部}}。',
  'why.class.premium': '等级 {class} 不可呼叫 {number}：该号码另收信息费。',
  'why.class.denied': '{number} 在等级 {class} 的禁止名单中（{pattern}）。',
  'why.class.locked':
    '话机已加锁：{number}（{reach, select, local {本地} national {长途} international {国际} other {内部}}）超出加锁后的权限（{limit, select, local {本地} national {长途} international {国际} other {内部}}）。',
  'why.class.accountMissing': '呼叫 {number} 须先拨账号码。',
  'why.class.accountUnknown': '{account} 不是本局的账号码，不呼叫 {number}。',
  'why.mode.byHand':
    '{entity}：{mode, select, day {日间} night {夜间} mode1 {模式一} other {模式二}}，人工设定。',
  'why.mode.byTimes':
    '{entity}：{mode, select, day {日间} night {夜间} mode1 {模式一} other {模式二}}，按时间表“{times}”。',
  'why.mode.usual':
    '{entity}：{mode, select, day {日间} night {夜间} mode1 {模式一} other {模式二}}，没有时间表另作规定。',
  'why.caller.blocked': '主叫 {number} 在黑名单中（{pattern}，{reason}）：拒接。',
  'why.caller.told': '主叫 {number} 在名单中（{pattern}）：播放提示“{guide}”。',
  'why.caller.diverted': '主叫 {number} 在名单中（{pattern}）：转到 {to}。',
  'why.caller.important': '主叫 {number} 在白名单中（{pattern}）：重要来电。',
  'why.caller.harassing': '主叫 {number} 已由 {by} 标记为骚扰：拒接。',
} as const;

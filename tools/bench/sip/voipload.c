/*
 * voipload - a small SIP + RTP load generator and meter for any SIP PBX.
 *
 * One thread, no libraries beyond libc. It plays both ends: callers that
 * place authenticated calls, and callees that register, ring and answer.
 * Every RTP packet it sends can carry a mark (sender, sequence, send time),
 * so that loss and one-way delay through the PBX are counted exactly per
 * packet as long as the PBX passes G.711 payload on unchanged.
 *
 *   cc -O2 -o voipload voipload.c -lm        (needs Linux)
 *
 * Run "voipload --help" for the options.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

typedef int64_t ns_t;
#define MS 1000000LL
#define SEC 1000000000LL

/* ------------------------------------------------------------------ MD5 */

static void md5_block(uint32_t st[4], const uint8_t *p)
{
	static const uint8_t shift[64] = {
		7,12,17,22,7,12,17,22,7,12,17,22,7,12,17,22, 5,9,14,20,5,9,14,20,5,9,14,20,5,9,14,20,
		4,11,16,23,4,11,16,23,4,11,16,23,4,11,16,23, 6,10,15,21,6,10,15,21,6,10,15,21,6,10,15,21 };
	static uint32_t k[64];
	if (!k[0])
		for (int i = 0; i < 64; i++)
			k[i] = (uint32_t)(int64_t)floor(fabs(sin(i + 1.0)) * 4294967296.0);
	uint32_t w[16], a = st[0], b = st[1], c = st[2], d = st[3];
	for (int i = 0; i < 16; i++)
		w[i] = (uint32_t)p[i*4] | (uint32_t)p[i*4+1] << 8 | (uint32_t)p[i*4+2] << 16 | (uint32_t)p[i*4+3] << 24;
	for (int i = 0; i < 64; i++) {
		uint32_t f; int g;
		if (i < 16)      { f = (b & c) | (~b & d); g = i; }
		else if (i < 32) { f = (d & b) | (~d & c); g = (5*i + 1) & 15; }
		else if (i < 48) { f = b ^ c ^ d;          g = (3*i + 5) & 15; }
		else             { f = c ^ (b | ~d);       g = (7*i) & 15; }
		uint32_t t = a + f + k[i] + w[g];
		a = d; d = c; c = b;
		b += t << shift[i] | t >> (32 - shift[i]);
	}
	st[0] += a; st[1] += b; st[2] += c; st[3] += d;
}

static void md5_hex(const char *text, char out[33])
{
	size_t n = strlen(text), off = 0;
	uint32_t st[4] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476 };
	uint8_t tail[128] = { 0 };
	for (; n - off >= 64; off += 64) md5_block(st, (const uint8_t *)text + off);
	size_t rest = n - off, tl = rest < 56 ? 64 : 128;
	memcpy(tail, text + off, rest);
	tail[rest] = 0x80;
	for (int i = 0; i < 8; i++) tail[tl - 8 + i] = (uint8_t)((uint64_t)n * 8 >> (8*i));
	for (size_t i = 0; i < tl; i += 64) md5_block(st, tail + i);
	for (int i = 0; i < 16; i++) sprintf(out + i*2, "%02x", (st[i/4] >> (8*(i%4))) & 255);
}

/* -------------------------------------------------------------- options */

enum { M_REGISTER, M_BRIDGE, M_SINGLE, M_RATE };
enum { P_NONE, P_MARK, P_TONE, P_BURST };

static struct {
	struct sockaddr_in target;
	char target_txt[64], local[40], domain[64], dial[64], pass[64], prefix[16];
	int mode, payload, callers_lo, callers_hi, callees_lo, callees_hi, sip_port, rtp_port;
	int calls, pt, ring_ms, codec_alaw;
	double cps, warm, window, duration, hold, wait;
	int pids[32], npids;
	const char *label;
	int verbose;
} opt;

/* ----------------------------------------------------------------- state */

enum { S_FREE, S_INVITED, S_PROCEEDING, S_UP, S_BYE, S_RINGING, S_WAITACK, S_REG, S_DONE };

struct leg {
	int state, uac, id, sock;                 /* sock: which of sips[] */
	char callid[128], ltag[24], rtag[96], rtarget[256], rfrom[300], rto[300], user[32], num[64], branch[40];
	int cseq, auth_tries, rcseq;
	char authline[600];
	ns_t t_start, t_auth, t_18x, t_200, t_end;/* times of a call */
	ns_t rexmit_at, rexmit_iv, deadline, bye_at, answer_at;
	char *out; int outlen;                    /* last request or final response */
	char *lastresp; int lastresplen;
	/* media */
	int fd, port, media_on;
	struct sockaddr_in rtp_to;
	uint16_t seq; uint32_t ts, ssrc, txn;     /* txn: packets sent so far */
	uint32_t win_tx0, win_tx1;                /* txn at the edges of the window */
	uint64_t rx, rx_win, mark_win, rx_gap, rx_dup;
	uint16_t rx_seq; int rx_started; uint32_t rx_ssrc;
	int loud, quiet_run; ns_t burst_sent;
	struct leg *next_hash;
};

#define MAXLEGS 20000
static struct leg *legs[MAXLEGS];
static int nlegs, free_stack[MAXLEGS], nfree;
#define HASH 16384
static struct leg *hash_tab[HASH];

static int ep, tfd, sips[2];
static int sip_ports[2];
static uint32_t rnd_state = 1;

static struct {
	long started, up, failed, ended, timeouts, rexmit_out, rexmit_in, uas_inv, reg_ok, reg_fail, other, mute;
	int fail_codes[700];
	long first_fail_code;
} cnt;

static int in_window;
static uint64_t tx_total;

/* delay and lateness histograms: 10 us bins up to 400 ms */
#define HB 40000
static uint32_t h_delay[HB + 1], h_late[HB + 1];
static double delay_max_us, late_max_us;
/* call set-up times, in us */
static double *pdd, *ans, *authd, *reg; static int npdd, nans, nauthd, nreg, cap_t = 400000;
static double *burst_lat; static int nburst;

static ns_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec * SEC + t.tv_nsec;
}

static uint32_t rnd(void)
{
	rnd_state ^= rnd_state << 13; rnd_state ^= rnd_state >> 17; rnd_state ^= rnd_state << 5;
	return rnd_state;
}

static void die(const char *fmt, ...)
{
	va_list ap; va_start(ap, fmt); vfprintf(stderr, fmt, ap); va_end(ap);
	fputc('\n', stderr); exit(2);
}

static void hist_add(uint32_t *h, double *mx, ns_t v)
{
	if (v < 0) v = 0;
	int b = (int)(v / 10000);
	h[b < HB ? b : HB]++;
	if (v / 1000.0 > *mx) *mx = v / 1000.0;
}

static double hist_pct(uint32_t *h, double p)
{
	uint64_t n = 0, acc = 0;
	for (int i = 0; i <= HB; i++) n += h[i];
	if (!n) return -1;
	for (int i = 0; i <= HB; i++) { acc += h[i]; if (acc >= p * n) return i * 10 + 5; }
	return -1;
}

static int cmpd(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static double pct(double *v, int n, double p)
{
	if (!n) return -1;
	int i = (int)ceil(p * n) - 1;
	return v[i < 0 ? 0 : i];
}

/* -------------------------------------------------- accounting of the PBX */

static long proc_field_ticks(int pid)
{
	char p[64], b[1024];
	snprintf(p, sizeof p, "/proc/%d/stat", pid);
	int fd = open(p, O_RDONLY);
	if (fd < 0) return 0;
	int n = read(fd, b, sizeof b - 1); close(fd);
	if (n <= 0) return 0;
	b[n] = 0;
	char *q = strrchr(b, ')');
	long ut = 0, st = 0;
	if (q) sscanf(q + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld", &ut, &st);
	return ut + st;
}

static long proc_kb(int pid, const char *file, const char *key)
{
	char p[64], l[256]; long v = 0;
	snprintf(p, sizeof p, "/proc/%d/%s", pid, file);
	FILE *f = fopen(p, "r");
	if (!f) return 0;
	while (fgets(l, sizeof l, f)) if (!strncmp(l, key, strlen(key))) { v = atol(l + strlen(key)); break; }
	fclose(f);
	return v;
}

struct usage { double pbx, self, busy, steal; ns_t at; };

static struct usage usage_now(void)
{
	struct usage u = { 0 };
	long hz = sysconf(_SC_CLK_TCK);
	for (int i = 0; i < opt.npids; i++) u.pbx += (double)proc_field_ticks(opt.pids[i]) / hz;
	struct rusage r; getrusage(RUSAGE_SELF, &r);
	u.self = r.ru_utime.tv_sec + r.ru_utime.tv_usec/1e6 + r.ru_stime.tv_sec + r.ru_stime.tv_usec/1e6;
	FILE *f = fopen("/proc/stat", "r");
	unsigned long us=0, ni=0, sy=0, id=0, io=0, irq=0, sirq=0, stl=0;
	if (f) { if (fscanf(f, "cpu %lu %lu %lu %lu %lu %lu %lu %lu", &us,&ni,&sy,&id,&io,&irq,&sirq,&stl) < 4) us = 0; fclose(f); }
	u.busy = (double)(us+ni+sy+irq+sirq) / hz;
	u.steal = (double)stl / hz;
	u.at = now_ns();
	return u;
}

/* ------------------------------------------------------------ SIP helpers */

static const char *find_hdr(const char *msg, const char *name, const char *shortname, int nth, int *len)
{
	const char *p = strstr(msg, "\r\n");
	size_t nl = strlen(name), sl = shortname ? strlen(shortname) : 0;
	while (p) {
		p += 2;
		if (!strncmp(p, "\r\n", 2) || !*p) return NULL;
		const char *v = NULL;
		if (!strncasecmp(p, name, nl)) { v = p + nl; }
		else if (sl && !strncasecmp(p, shortname, sl)) { v = p + sl; }
		if (v) {
			while (*v == ' ' || *v == '\t') v++;
			if (*v == ':') {
				v++;
				while (*v == ' ' || *v == '\t') v++;
				const char *e = strstr(v, "\r\n");
				if (!e) e = v + strlen(v);
				if (nth-- == 0) { *len = (int)(e - v); return v; }
			}
		}
		p = strstr(p, "\r\n");
	}
	return NULL;
}

static int get_hdr(const char *msg, const char *name, const char *sn, char *out, size_t cap)
{
	int n; const char *v = find_hdr(msg, name, sn, 0, &n);
	if (!v) { out[0] = 0; return 0; }
	if (n >= (int)cap) n = cap - 1;
	memcpy(out, v, n); out[n] = 0;
	return 1;
}

static void get_param(const char *h, const char *key, char *out, size_t cap)
{
	out[0] = 0;
	size_t kl = strlen(key);
	for (const char *p = h; (p = strcasestr(p, key)); p += kl) {
		if (p > h && (isalnum((unsigned char)p[-1]) || p[-1] == '-')) continue;
		const char *q = p + kl;
		if (*q != '=') continue;
		q++;
		size_t n = 0;
		if (*q == '"') { q++; while (q[n] && q[n] != '"') n++; }
		else while (q[n] && !strchr(",; \r\n>", q[n])) n++;
		if (n >= cap) n = cap - 1;
		memcpy(out, q, n); out[n] = 0;
		return;
	}
}

static void get_uri(const char *h, char *out, size_t cap)
{
	const char *l = strchr(h, '<'); size_t n = 0;
	if (l) { l++; while (l[n] && l[n] != '>') n++; }
	else { l = h; while (l[n] && !strchr(";, \r\n", l[n])) n++; }
	if (n >= cap) n = cap - 1;
	memcpy(out, l, n); out[n] = 0;
}

static unsigned hash_str(const char *s) { unsigned h = 5381; while (*s) h = h*33 ^ (unsigned char)*s++; return h % HASH; }

static void hash_put(struct leg *l) { unsigned h = hash_str(l->callid); l->next_hash = hash_tab[h]; hash_tab[h] = l; }

static struct leg *hash_get(const char *cid)
{
	for (struct leg *l = hash_tab[hash_str(cid)]; l; l = l->next_hash) if (!strcmp(l->callid, cid)) return l;
	return NULL;
}

static void hash_del(struct leg *l)
{
	struct leg **pp = &hash_tab[hash_str(l->callid)];
	while (*pp && *pp != l) pp = &(*pp)->next_hash;
	if (*pp) *pp = l->next_hash;
}

static void sip_send(int s, const char *b, int n)
{
	if (opt.verbose) fprintf(stderr, ">>> [%d]\n%.*s\n", s, n, b);
	sendto(sips[s], b, n, 0, (struct sockaddr *)&opt.target, sizeof opt.target);
}

static void keep_out(struct leg *l, const char *b, int n, ns_t rexmit_iv, ns_t life)
{
	l->out = realloc(l->out, n + 1);
	memcpy(l->out, b, n); l->out[n] = 0; l->outlen = n;
	ns_t t = now_ns();
	l->rexmit_iv = rexmit_iv; l->rexmit_at = rexmit_iv ? t + rexmit_iv : 0;
	l->deadline = t + life;
	sip_send(l->sock, b, n);
}

/* ------------------------------------------------------------------ legs */

static struct leg *leg_new(void)
{
	struct leg *l;
	if (nfree) l = legs[free_stack[--nfree]];
	else {
		if (nlegs >= MAXLEGS) return NULL;
		l = calloc(1, sizeof *l); l->id = nlegs; l->fd = -1; legs[nlegs++] = l;
	}
	int id = l->id, fd = l->fd, port = l->port; char *o = l->out, *r = l->lastresp;
	memset(l, 0, sizeof *l);
	l->id = id; l->fd = fd; l->port = port; l->out = o; l->lastresp = r;
	l->ssrc = rnd(); l->seq = rnd() & 0x7fff; l->ts = rnd();
	snprintf(l->ltag, sizeof l->ltag, "t%08x%04x", rnd(), id & 0xffff);
	return l;
}

static void leg_free(struct leg *l)
{
	if (l->state == S_FREE) return;
	hash_del(l);
	l->state = S_FREE; l->media_on = 0; l->rexmit_at = 0; l->deadline = 0; l->callid[0] = 0;
	free_stack[nfree++] = l->id;
}

static int want_media(void) { return opt.payload != P_NONE; }

static void leg_socket(struct leg *l)
{
	if (!want_media()) { l->port = opt.rtp_port; return; }
	if (l->fd >= 0) { char junk[2048]; while (recv(l->fd, junk, sizeof junk, MSG_DONTWAIT) > 0) ; return; }
	l->fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	if (l->fd < 0) die("socket: %s", strerror(errno));
	struct sockaddr_in a = { .sin_family = AF_INET };
	inet_pton(AF_INET, opt.local, &a.sin_addr);
	static int next; int tries = 0;
	for (;;) {
		l->port = opt.rtp_port + 2 * next++;
		a.sin_port = htons(l->port);
		if (!bind(l->fd, (struct sockaddr *)&a, sizeof a)) break;
		if (++tries > 2000) die("no free RTP port");
	}
	int on = 1; setsockopt(l->fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
	struct epoll_event e = { .events = EPOLLIN, .data.u32 = 100 + l->id };
	epoll_ctl(ep, EPOLL_CTL_ADD, l->fd, &e);
}

static int make_sdp(struct leg *l, char *b, size_t cap)
{
	return snprintf(b, cap,
		"v=0\r\no=- %u 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n"
		"m=audio %d RTP/AVP %d 101\r\na=rtpmap:%d %s/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
		"a=fmtp:101 0-16\r\na=ptime:20\r\na=sendrecv\r\n",
		l->ssrc & 0x7fffffff, opt.local, opt.local, l->port, opt.pt, opt.pt, opt.codec_alaw ? "PCMA" : "PCMU");
}

static void parse_sdp(struct leg *l, const char *msg)
{
	const char *b = strstr(msg, "\r\n\r\n");
	if (!b) return;
	const char *c = strstr(b, "c=IN IP4 "), *m = strstr(b, "m=audio ");
	if (!c || !m) return;
	char ip[40]; int port;
	if (sscanf(c + 9, "%39[0-9.]", ip) != 1 || sscanf(m + 8, "%d", &port) != 1) return;
	l->rtp_to.sin_family = AF_INET;
	inet_pton(AF_INET, ip, &l->rtp_to.sin_addr);
	l->rtp_to.sin_port = htons(port);
	if (want_media()) l->media_on = 1;
}

/* ------------------------------------------------------------ UAC requests */

static void pass_for(const char *user, char *out, size_t cap) { snprintf(out, cap, opt.pass, user); }

static void make_auth(struct leg *l, const char *msg, int code, const char *method, const char *uri)
{
	char h[1000], realm[128], nonce[300], qop[64], opaque[200], alg[32], pw[64], a1[33], a2[33], resp[33], t[900];
	get_hdr(msg, code == 407 ? "Proxy-Authenticate" : "WWW-Authenticate", NULL, h, sizeof h);
	get_param(h, "realm", realm, sizeof realm); get_param(h, "nonce", nonce, sizeof nonce);
	get_param(h, "qop", qop, sizeof qop); get_param(h, "opaque", opaque, sizeof opaque);
	get_param(h, "algorithm", alg, sizeof alg);
	pass_for(l->user, pw, sizeof pw);
	snprintf(t, sizeof t, "%s:%s:%s", l->user, realm, pw); md5_hex(t, a1);
	snprintf(t, sizeof t, "%s:%s", method, uri); md5_hex(t, a2);
	char cn[20]; snprintf(cn, sizeof cn, "%08x", rnd());
	int n = snprintf(l->authline, sizeof l->authline, "%s: Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", algorithm=MD5",
		code == 407 ? "Proxy-Authorization" : "Authorization", l->user, realm, nonce, uri);
	if (strstr(qop, "auth")) {
		snprintf(t, sizeof t, "%s:%s:00000001:%s:auth:%s", a1, nonce, cn, a2); md5_hex(t, resp);
		n += snprintf(l->authline + n, sizeof l->authline - n, ", qop=auth, nc=00000001, cnonce=\"%s\"", cn);
	} else { snprintf(t, sizeof t, "%s:%s:%s", a1, nonce, a2); md5_hex(t, resp); }
	if (opaque[0]) n += snprintf(l->authline + n, sizeof l->authline - n, ", opaque=\"%s\"", opaque);
	snprintf(l->authline + n, sizeof l->authline - n, ", response=\"%s\"\r\n", resp);
}

static void new_branch(struct leg *l) { snprintf(l->branch, sizeof l->branch, "z9hG4bK%08x%08x", rnd(), rnd()); }

static void send_invite(struct leg *l)
{
	char b[4096], sdp[700];
	int sl = make_sdp(l, sdp, sizeof sdp);
	l->cseq++; new_branch(l);
	snprintf(l->rtarget, sizeof l->rtarget, "sip:%s@%s", l->num, opt.domain);
	int n = snprintf(b, sizeof b,
		"INVITE %s SIP/2.0\r\nVia: SIP/2.0/UDP %s:%d;branch=%s;rport\r\nMax-Forwards: 70\r\n"
		"From: <sip:%s@%s>;tag=%s\r\nTo: <sip:%s@%s>\r\nCall-ID: %s\r\nCSeq: %d INVITE\r\n"
		"Contact: <sip:%s@%s:%d>\r\n%sAllow: INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE\r\nUser-Agent: voipload\r\n"
		"Content-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s",
		l->rtarget, opt.local, sip_ports[l->sock], l->branch, l->user, opt.domain, l->ltag, l->num, opt.domain,
		l->callid, l->cseq, l->user, opt.local, sip_ports[l->sock], l->authline, sl, sdp);
	l->state = S_INVITED;
	keep_out(l, b, n, 500 * MS, 10 * SEC);
}

static void send_ack(struct leg *l, const char *to, int for_2xx)
{
	char b[2048], branch[40];
	if (for_2xx) snprintf(branch, sizeof branch, "z9hG4bK%08x%08x", rnd(), rnd());
	else snprintf(branch, sizeof branch, "%s", l->branch);
	int n = snprintf(b, sizeof b,
		"ACK %s SIP/2.0\r\nVia: SIP/2.0/UDP %s:%d;branch=%s;rport\r\nMax-Forwards: 70\r\n"
		"From: <sip:%s@%s>;tag=%s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %d ACK\r\nContent-Length: 0\r\n\r\n",
		l->rtarget, opt.local, sip_ports[l->sock], branch, l->user, opt.domain, l->ltag, to, l->callid, l->cseq);
	sip_send(l->sock, b, n);
}

static void send_bye(struct leg *l)
{
	char b[2048];
	l->cseq++; new_branch(l);
	int n;
	if (l->uac)
		n = snprintf(b, sizeof b,
		"BYE %s SIP/2.0\r\nVia: SIP/2.0/UDP %s:%d;branch=%s;rport\r\nMax-Forwards: 70\r\n"
		"From: <sip:%s@%s>;tag=%s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %d BYE\r\nContent-Length: 0\r\n\r\n",
		l->rtarget, opt.local, sip_ports[l->sock], l->branch, l->user, opt.domain, l->ltag, l->rto, l->callid, l->cseq);
	else
		n = snprintf(b, sizeof b,
		"BYE %s SIP/2.0\r\nVia: SIP/2.0/UDP %s:%d;branch=%s;rport\r\nMax-Forwards: 70\r\n"
		"From: %s;tag=%s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %d BYE\r\nContent-Length: 0\r\n\r\n",
		l->rtarget, opt.local, sip_ports[l->sock], l->branch, l->rto, l->ltag, l->rfrom, l->callid, l->cseq);
	l->state = S_BYE; l->media_on = 0;
	keep_out(l, b, n, 500 * MS, 5 * SEC);
}

static void send_register(struct leg *l)
{
	char b[2048], uri[128];
	l->cseq++; new_branch(l);
	snprintf(uri, sizeof uri, "sip:%s", opt.domain);
	int n = snprintf(b, sizeof b,
		"REGISTER %s SIP/2.0\r\nVia: SIP/2.0/UDP %s:%d;branch=%s;rport\r\nMax-Forwards: 70\r\n"
		"From: <sip:%s@%s>;tag=%s\r\nTo: <sip:%s@%s>\r\nCall-ID: %s\r\nCSeq: %d REGISTER\r\n"
		"Contact: <sip:%s@%s:%d>\r\nExpires: 3600\r\n%sUser-Agent: voipload\r\nContent-Length: 0\r\n\r\n",
		uri, opt.local, sip_ports[l->sock], l->branch, l->user, opt.domain, l->ltag, l->user, opt.domain,
		l->callid, l->cseq, l->user, opt.local, sip_ports[l->sock], l->authline);
	l->state = S_REG;
	keep_out(l, b, n, 500 * MS, 10 * SEC);
}

static struct leg *start_register(int ext, int sock)
{
	struct leg *l = leg_new();
	l->uac = 1; l->sock = sock; l->t_start = now_ns();
	snprintf(l->user, sizeof l->user, "%d", ext);
	snprintf(l->callid, sizeof l->callid, "r%d-%08x%08x@%s", l->id, rnd(), rnd(), opt.local);
	hash_put(l);
	send_register(l);
	return l;
}

static struct leg *start_call(int caller, const char *num)
{
	struct leg *l = leg_new();
	if (!l) return NULL;
	l->uac = 1; l->sock = 0;
	snprintf(l->user, sizeof l->user, "%d", caller);
	snprintf(l->num, sizeof l->num, "%s", num);
	snprintf(l->callid, sizeof l->callid, "c%d-%08x%08x@%s", l->id, rnd(), rnd(), opt.local);
	hash_put(l);
	leg_socket(l);
	l->t_start = now_ns();
	cnt.started++;
	send_invite(l);
	return l;
}

/* ------------------------------------------------------------- SIP receive */

static void put_time(double *v, int *n, ns_t d) { if (*n < cap_t) v[(*n)++] = d / 1000.0; }

static void copy_vias(const char *msg, char *out, size_t cap)
{
	size_t o = 0; int n; const char *v;
	for (int i = 0; (v = find_hdr(msg, "Via", "v", i, &n)); i++)
		if (o + n + 8 < cap) o += sprintf(out + o, "Via: %.*s\r\n", n, v);
	out[o] = 0;
}

static int respond(int sock, const char *msg, struct leg *l, int code, const char *reason, int with_sdp)
{
	static char b[8192];
	char via[2048], from[300], to[300], cid[128], cs[64], sdp[700] = "", rr[1024] = "";
	copy_vias(msg, via, sizeof via);
	int rn; const char *r; size_t ro = 0;
	for (int i = 0; (r = find_hdr(msg, "Record-Route", NULL, i, &rn)); i++)
		if (ro + rn + 20 < sizeof rr) ro += sprintf(rr + ro, "Record-Route: %.*s\r\n", rn, r);
	get_hdr(msg, "From", "f", from, sizeof from); get_hdr(msg, "To", "t", to, sizeof to);
	get_hdr(msg, "Call-ID", "i", cid, sizeof cid); get_hdr(msg, "CSeq", NULL, cs, sizeof cs);
	int sl = with_sdp && l ? make_sdp(l, sdp, sizeof sdp) : 0;
	char tag[80] = "";
	if (!strstr(to, "tag=")) snprintf(tag, sizeof tag, ";tag=%s", l ? l->ltag : "x1");
	int n = snprintf(b, sizeof b, "SIP/2.0 %d %s\r\n%s%sFrom: %s\r\nTo: %s%s\r\nCall-ID: %s\r\nCSeq: %s\r\n"
		"Contact: <sip:u@%s:%d>\r\nAllow: INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE\r\n%sContent-Length: %d\r\n\r\n%s",
		code, reason, via, rr, from, to, tag, cid, cs, opt.local, sip_ports[sock],
		sl ? "Content-Type: application/sdp\r\n" : "", sl, sdp);
	sip_send(sock, b, n);
	if (l) {
		l->lastresp = realloc(l->lastresp, n + 1);
		memcpy(l->lastresp, b, n); l->lastresplen = n;
	}
	return n;
}

static void answer(struct leg *l)
{
	/* l->out holds the INVITE while ringing */
	char *inv = strdup(l->out);
	int n = respond(l->sock, inv, l, 200, "OK", 1);
	free(inv);
	l->out = realloc(l->out, n + 1);
	memcpy(l->out, l->lastresp, n); l->out[n] = 0; l->outlen = n;
	ns_t t = now_ns();
	l->state = S_WAITACK; l->rexmit_iv = 500 * MS; l->rexmit_at = t + 500 * MS; l->deadline = t + 10 * SEC;
	l->answer_at = 0;
}

static void on_request(int sock, char *msg, ns_t t)
{
	char cid[128], method[20], cseq[64];
	if (sscanf(msg, "%19s", method) != 1) return;
	get_hdr(msg, "Call-ID", "i", cid, sizeof cid);
	get_hdr(msg, "CSeq", NULL, cseq, sizeof cseq);
	struct leg *l = hash_get(cid);
	if (!strcmp(method, "INVITE")) {
		if (l) {
			if (atoi(cseq) == l->rcseq) {           /* a retransmission */
				cnt.rexmit_in++;
				if (l->lastresp) sip_send(sock, l->lastresp, l->lastresplen);
			} else {                                 /* re-INVITE */
				l->rcseq = atoi(cseq);
				if (strstr(msg, "m=audio")) parse_sdp(l, msg);
				respond(sock, msg, l, 200, "OK", 1);
			}
			return;
		}
		l = leg_new();
		if (!l) { respond(sock, msg, NULL, 503, "Full", 0); return; }
		cnt.uas_inv++;
		l->uac = 0; l->sock = sock; l->rcseq = atoi(cseq); l->t_start = t;
		snprintf(l->callid, sizeof l->callid, "%s", cid);
		hash_put(l);
		leg_socket(l);
		char h[300];
		get_hdr(msg, "Contact", "m", h, sizeof h); get_uri(h, l->rtarget, sizeof l->rtarget);
		get_hdr(msg, "From", "f", l->rfrom, sizeof l->rfrom);
		get_hdr(msg, "To", "t", l->rto, sizeof l->rto);
		parse_sdp(l, msg); l->media_on = 0;          /* starts to send on ACK */
		l->state = S_RINGING;
		respond(sock, msg, l, 180, "Ringing", 0);
		int n = strlen(msg);
		l->out = realloc(l->out, n + 1); memcpy(l->out, msg, n + 1); l->outlen = n;
		l->deadline = t + 30 * SEC; l->rexmit_at = 0;
		if (opt.ring_ms <= 0) answer(l); else l->answer_at = t + opt.ring_ms * MS;
	} else if (!strcmp(method, "ACK")) {
		if (l && l->state == S_WAITACK) {
			l->state = S_UP; l->rexmit_at = 0; l->deadline = 0; l->t_200 = t;
			if (strstr(msg, "m=audio")) parse_sdp(l, msg);
			if (want_media()) l->media_on = 1;
		}
	} else if (!strcmp(method, "BYE")) {
		respond(sock, msg, NULL, 200, "OK", 0);
		if (l && l->state != S_FREE) {
			if (l->uac && l->state == S_UP) cnt.other++;   /* the PBX ended the call */
			leg_free(l);
		}
	} else if (!strcmp(method, "CANCEL")) {
		respond(sock, msg, NULL, 200, "OK", 0);
		if (l && l->state == S_RINGING) { char *inv = strdup(l->out); respond(sock, inv, l, 487, "Request Terminated", 0); free(inv); leg_free(l); }
	} else if (!strcmp(method, "UPDATE")) {
		if (l && strstr(msg, "m=audio")) { parse_sdp(l, msg); respond(sock, msg, l, 200, "OK", 1); }
		else respond(sock, msg, NULL, 200, "OK", 0);
	} else respond(sock, msg, NULL, 200, "OK", 0);      /* OPTIONS, NOTIFY, INFO ... */
}

static void call_failed(struct leg *l, int code)
{
	cnt.failed++;
	if (code >= 0 && code < 700) cnt.fail_codes[code]++;
	leg_free(l);
}

static void on_response(char *msg, ns_t t)
{
	char cid[128], cseq[64], to[300], h[300];
	int code = atoi(msg + 8);
	get_hdr(msg, "Call-ID", "i", cid, sizeof cid);
	get_hdr(msg, "CSeq", NULL, cseq, sizeof cseq);
	struct leg *l = hash_get(cid);
	if (!l) return;
	get_hdr(msg, "To", "t", to, sizeof to);
	int cs = atoi(cseq);
	if (strstr(cseq, "REGISTER")) {
		if (l->state != S_REG || cs != l->cseq) { cnt.rexmit_in++; return; }
		if (code < 200) { l->rexmit_at = 0; return; }
		if ((code == 401 || code == 407) && l->auth_tries++ < 2) {
			char uri[128]; snprintf(uri, sizeof uri, "sip:%s", opt.domain);
			make_auth(l, msg, code, "REGISTER", uri);
			send_register(l);
			return;
		}
		if (code == 200) { cnt.reg_ok++; put_time(reg, &nreg, t - l->t_start); } else { cnt.reg_fail++; cnt.fail_codes[code]++; }
		leg_free(l);
	} else if (strstr(cseq, "INVITE")) {
		if (cs != l->cseq && l->state != S_UP && l->state != S_BYE) {
			if (code >= 300) cnt.rexmit_in++;
			return;
		}
		if (code < 200) {
			l->rexmit_at = 0; l->deadline = now_ns() + 20 * SEC;
			if (l->state == S_INVITED) l->state = S_PROCEEDING;
			if (code >= 180 && !l->t_18x) {
				l->t_18x = t;
				put_time(pdd, &npdd, t - l->t_start);
				if (l->t_auth) put_time(authd, &nauthd, t - l->t_auth);
			}
			return;
		}
		if (code < 300) {
			if (l->state == S_UP || l->state == S_BYE) { if (l->state == S_UP) { cnt.rexmit_in++; send_ack(l, to, 1); } return; }
			l->t_200 = t;
			put_time(ans, &nans, t - l->t_start);
			get_hdr(msg, "Contact", "m", h, sizeof h);
			if (h[0]) get_uri(h, l->rtarget, sizeof l->rtarget);
			snprintf(l->rto, sizeof l->rto, "%s", to);
			parse_sdp(l, msg);
			l->state = S_UP; l->rexmit_at = 0; l->deadline = 0;
			cnt.up++;
			if (opt.mode == M_RATE) l->bye_at = now_ns() + (ns_t)(opt.hold * SEC);
			send_ack(l, to, 1);
			return;
		}
		if (l->state != S_INVITED && l->state != S_PROCEEDING) { cnt.rexmit_in++; send_ack(l, to, 0); return; }
		send_ack(l, to, 0);
		if ((code == 401 || code == 407) && l->auth_tries++ < 2) {
			make_auth(l, msg, code, "INVITE", l->rtarget);
			send_invite(l);
			l->t_auth = now_ns();
			return;
		}
		call_failed(l, code);
	} else if (strstr(cseq, "BYE")) {
		if (code < 200) return;
		if (l->state == S_BYE) { cnt.ended++; leg_free(l); }
	}
}

/* ----------------------------------------------------------------- media */

static uint8_t speech[50][160];          /* one second of a busy test signal */
static uint8_t loud_tone[160];

static uint8_t ulaw(int s)
{
	int sign = s < 0 ? 0x80 : 0, e = 7;
	if (s < 0) s = -s;
	if (s > 32635) s = 32635;
	s += 132;
	for (int m = 0x4000; e > 0 && !(s & m); m >>= 1) e--;
	return ~(sign | e << 4 | ((s >> (e + 3)) & 15));
}

static int ulaw_mag(uint8_t u)
{
	u = ~u;
	return ((((u & 15) << 3) + 132) << ((u >> 4) & 7)) - 132;
}

static uint8_t alaw(int s)
{
	int sign = s >= 0 ? 0x80 : 0, e = 7, m = 0x4000;
	if (s < 0) s = -s - 1;
	if (s > 32767) s = 32767;
	for (; e > 0 && !(s & m); m >>= 1) e--;
	int v = e ? (e << 4 | ((s >> (e + 3)) & 15)) : (s >> 4);
	return (sign | v) ^ 0x55;
}

static int alaw_mag(uint8_t a)
{
	a ^= 0x55;
	int e = (a >> 4) & 7, v = (a & 15) << 4;
	return e ? (v + 0x108) << (e - 1) : v + 8;
}

static uint8_t enc(int s) { return opt.codec_alaw ? alaw(s) : ulaw(s); }
static int mag(uint8_t b) { return opt.codec_alaw ? alaw_mag(b) : ulaw_mag(b); }

static void make_signal(void)
{
	for (int i = 0; i < 8000; i++) {
		double t = i / 8000.0, env = 0.5 + 0.5 * sin(2 * M_PI * 4 * t);
		double v = sin(2*M_PI*180*t) + 0.6*sin(2*M_PI*620*t) + 0.4*sin(2*M_PI*1430*t) + 0.3*((int)(rnd() % 2000) - 1000) / 1000.0;
		speech[i/160][i%160] = enc((int)(v * env * 2500));
	}
	for (int i = 0; i < 160; i++) loud_tone[i] = enc((int)(12000 * sin(2*M_PI*1000*i/8000.0)));
}

#define MAGIC 0x564c4431u
#define BURST_PERIOD 50                   /* packets: a 100 ms burst each second */

static void rtp_send(struct leg *l, ns_t due)
{
	uint8_t p[172];
	p[0] = 0x80; p[1] = opt.pt | (l->txn == 0 ? 0x80 : 0);
	p[2] = l->seq >> 8; p[3] = l->seq;
	uint32_t ts = htonl(l->ts), ss = htonl(l->ssrc);
	memcpy(p + 4, &ts, 4); memcpy(p + 8, &ss, 4);
	ns_t t = now_ns();
	if (opt.payload == P_BURST) {
		int ph = l->txn % BURST_PERIOD;
		if (l->id == 0 && ph < 5) { memcpy(p + 12, loud_tone, 160); if (!ph) l->burst_sent = t; }
		else memset(p + 12, enc(0), 160);
	} else {
		memcpy(p + 12, speech[(l->txn + l->id * 7) % 50], 160);
		if (opt.payload == P_MARK) {
			uint32_t m[3] = { MAGIC, (uint32_t)l->id, l->txn };
			memcpy(p + 12, m, 12); memcpy(p + 24, &t, 8);
		}
	}
	if (in_window) hist_add(h_late, &late_max_us, t - due);
	if (sendto(l->fd, p, sizeof p, 0, (struct sockaddr *)&l->rtp_to, sizeof l->rtp_to) > 0) tx_total++;
	l->seq++; l->ts += 160; l->txn++;
}

static void rtp_recv(struct leg *l)
{
	uint8_t p[2048], ctl[128];
	struct iovec io = { p, sizeof p };
	struct msghdr mh = { .msg_iov = &io, .msg_iovlen = 1, .msg_control = ctl, .msg_controllen = sizeof ctl };
	ssize_t n = recvmsg(l->fd, &mh, MSG_DONTWAIT);
	if (n < 12 || l->state == S_FREE) return;
	ns_t t = 0;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&mh); c; c = CMSG_NXTHDR(&mh, c))
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
			struct timespec ts; memcpy(&ts, CMSG_DATA(c), sizeof ts); t = ts.tv_sec * SEC + ts.tv_nsec;
		}
	if (!t) t = now_ns();
	if ((p[1] & 127) != opt.pt) return;
	uint16_t seq = p[2] << 8 | p[3];
	uint32_t ssrc; memcpy(&ssrc, p + 8, 4);
	l->rx++;
	if (in_window) {
		l->rx_win++;
		if (l->rx_started && ssrc == l->rx_ssrc) {
			int16_t d = (int16_t)(seq - l->rx_seq);
			if (d > 1) l->rx_gap += d - 1;
			else if (d == 0) l->rx_dup++;
		}
	}
	l->rx_started = 1; l->rx_seq = seq; l->rx_ssrc = ssrc;
	if (opt.payload == P_MARK && n >= 32) {
		uint32_t m[3]; ns_t sent;
		memcpy(m, p + 12, 12); memcpy(&sent, p + 24, 8);
		if (m[0] == MAGIC && m[1] < (uint32_t)nlegs) {
			struct leg *s = legs[m[1]];
			/* win_tx1 is 0 while the window is open */
			if (m[2] >= s->win_tx0 && (s->win_tx1 == 0 || m[2] < s->win_tx1) && (in_window || s->win_tx1)) {
				s->mark_win++;
				hist_add(h_delay, &delay_max_us, t - sent);
			}
		}
	} else if (opt.payload == P_BURST && n >= 172 && l->id != 0) {
		int pk = 0;
		for (int i = 12; i < n; i++) { int g = mag(p[i]); if (g > pk) pk = g; }
		int is_loud = pk > 4000;
		if (is_loud && !l->loud && l->quiet_run > 15 && in_window && legs[0]->burst_sent) {
			/* the burst may begin inside the frame: count to the packet that brings its first sample */
			double d = (t - legs[0]->burst_sent) / 1000.0;
			if (d < 900000 && nburst < cap_t) burst_lat[nburst++] = d;
		}
		l->quiet_run = is_loud ? 0 : l->quiet_run + 1;
		l->loud = is_loud;
	}
}

/* ------------------------------------------------------------- event loop */

static void sip_recv(int s)
{
	static char buf[65536];
	for (int k = 0; k < 64; k++) {
		uint8_t ctl[128];
		struct iovec io = { buf, sizeof buf - 1 };
		struct msghdr mh = { .msg_iov = &io, .msg_iovlen = 1, .msg_control = ctl, .msg_controllen = sizeof ctl };
		ssize_t n = recvmsg(sips[s], &mh, MSG_DONTWAIT);
		if (n < 0) return;
		if (n < 20) continue;
		ns_t t = 0;
		for (struct cmsghdr *c = CMSG_FIRSTHDR(&mh); c; c = CMSG_NXTHDR(&mh, c))
			if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
				struct timespec ts; memcpy(&ts, CMSG_DATA(c), sizeof ts); t = ts.tv_sec * SEC + ts.tv_nsec;
			}
		if (!t) t = now_ns();
		buf[n] = 0;
		if (opt.verbose) fprintf(stderr, "<<< [%d]\n%s\n", s, buf);
		if (!strncmp(buf, "SIP/2.0 ", 8)) on_response(buf, t); else on_request(s, buf, t);
	}
}

#define SLOTS 40                          /* 20 ms in 0.5 ms slots */
static ns_t slot_next; static int slot_no;
static ns_t timers_next;
static volatile sig_atomic_t stop_flag;
static void on_sig(int s) { (void)s; stop_flag = 1; }

static void run_timers(ns_t t)
{
	for (int i = 0; i < nlegs; i++) {
		struct leg *l = legs[i];
		if (l->state == S_FREE) continue;
		if (l->answer_at && t >= l->answer_at && l->state == S_RINGING) answer(l);
		if (l->bye_at && t >= l->bye_at && l->state == S_UP) { l->bye_at = 0; send_bye(l); continue; }
		if (l->rexmit_at && t >= l->rexmit_at) {
			cnt.rexmit_out++;
			sip_send(l->sock, l->out, l->outlen);
			l->rexmit_iv *= 2; if (l->rexmit_iv > 4 * SEC) l->rexmit_iv = 4 * SEC;
			l->rexmit_at = t + l->rexmit_iv;
		}
		if (l->deadline && t >= l->deadline) {
			cnt.timeouts++;
			if (l->uac && l->state == S_PROCEEDING) cnt.mute++;
			if (l->state == S_REG) cnt.reg_fail++;
			else if (l->uac && l->state != S_BYE) cnt.failed++;
			leg_free(l);
		}
	}
}

static void pump(ns_t until)
{
	struct epoll_event ev[256];
	for (;;) {
		ns_t t = now_ns();
		if (t >= until || stop_flag) return;
		int n = epoll_wait(ep, ev, 256, 5);
		for (int i = 0; i < n; i++) {
			uint32_t d = ev[i].data.u32;
			if (d == 0) { uint64_t x; if (read(tfd, &x, 8) < 0) x = 0; }
			else if (d == 1 || d == 2) sip_recv(d - 1);
			else rtp_recv(legs[d - 100]);
		}
		t = now_ns();
		if (want_media()) {
			if (slot_next < t - 200 * MS) slot_next = t;      /* too late to catch up */
			while (slot_next <= t) {
				for (int i = slot_no; i < nlegs; i += SLOTS)
					if (legs[i]->media_on) rtp_send(legs[i], slot_next);
				slot_no = (slot_no + 1) % SLOTS;
				slot_next += 20 * MS / SLOTS;
			}
		}
		if (t >= timers_next) { run_timers(t); timers_next = t + (opt.mode == M_RATE ? 5 : 50) * MS; }
	}
}

static int count_state(int st, int uac)
{
	int n = 0;
	for (int i = 0; i < nlegs; i++) if (legs[i]->state == st && legs[i]->uac == uac) n++;
	return n;
}

/* --------------------------------------------------------------- options */

static void usage(void)
{
	puts(
"voipload --target IP:PORT --mode MODE [options]\n"
"  modes\n"
"    register   register every user of --callers once; with --wait S retry (20 ms apart) until one works\n"
"    bridge     --calls N bridged calls caller->callee with RTP both ways, held for --warm + --window seconds\n"
"    single     --calls N one-leg calls to --dial EXT (conference, IVR, echo) with RTP\n"
"    rate       bridged calls without RTP at --cps for --duration seconds, each held --hold seconds\n"
"  who\n"
"    --callers A-B  --callees A-B   user numbers; user name = number\n"
"    --pass TEMPLATE                password, %s = the user (default secret%s)\n"
"    --prefix P                     dialled before the callee's number (default none)\n"
"    --domain D                     SIP domain (default: the target's address)\n"
"  what\n"
"    --payload mark|tone|burst|none RTP payload (default mark; rate: none). mark: loss and delay per packet;\n"
"                                   tone: everyone sends a busy signal; burst: leg 0 sends a 100 ms burst each\n"
"                                   second, the others are silent, and its arrival at them is timed\n"
"    --alaw                         PCMA in place of PCMU\n"
"    --calls N --cps R --warm S --window S --duration S --hold S --ring-ms MS --dial EXT --wait S\n"
"    --local IP --sip-port P --rtp-port P   (defaults 127.0.0.1, 15060 and +1, 30000)\n"
"    --pid P[,P]                    processes of the PBX, for CPU and memory\n"
"    --label TEXT --verbose\n"
"One JSON line on stdout.");
	exit(0);
}

static void range(const char *s, int *lo, int *hi) { if (sscanf(s, "%d-%d", lo, hi) == 1) *hi = *lo; }

static int bind_udp(int port)
{
	int s = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), big = 8 << 20, on = 1;
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port) };
	inet_pton(AF_INET, opt.local, &a.sin_addr);
	if (bind(s, (struct sockaddr *)&a, sizeof a)) die("bind %s:%d: %s", opt.local, port, strerror(errno));
	if (setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &big, sizeof big)) setsockopt(s, SOL_SOCKET, SO_RCVBUF, &big, sizeof big);
	setsockopt(s, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
	return s;
}

static void options(int ac, char **av)
{
	opt.mode = -1; opt.payload = -1; opt.sip_port = 15060; opt.rtp_port = 30000; opt.cps = 10; opt.warm = 3;
	opt.window = 10; opt.duration = 10; opt.hold = 1; opt.calls = 1;
	opt.callers_lo = 100; opt.callers_hi = 124; opt.callees_lo = 125; opt.callees_hi = 149;
	strcpy(opt.local, "127.0.0.1"); strcpy(opt.pass, "secret%s");
	for (int i = 1; i < ac; i++) {
		const char *k = av[i], *v = i + 1 < ac ? av[i + 1] : "";
		if (!strcmp(k, "--help")) usage();
		if (!strcmp(k, "--alaw")) { opt.codec_alaw = 1; continue; }
		if (!strcmp(k, "--verbose")) { opt.verbose = 1; continue; }
		i++;
		if (!strcmp(k, "--target")) snprintf(opt.target_txt, sizeof opt.target_txt, "%s", v);
		else if (!strcmp(k, "--mode")) opt.mode = !strcmp(v,"register") ? M_REGISTER : !strcmp(v,"bridge") ? M_BRIDGE : !strcmp(v,"single") ? M_SINGLE : !strcmp(v,"rate") ? M_RATE : -1;
		else if (!strcmp(k, "--payload")) opt.payload = !strcmp(v,"none") ? P_NONE : !strcmp(v,"tone") ? P_TONE : !strcmp(v,"burst") ? P_BURST : P_MARK;
		else if (!strcmp(k, "--callers")) range(v, &opt.callers_lo, &opt.callers_hi);
		else if (!strcmp(k, "--callees")) range(v, &opt.callees_lo, &opt.callees_hi);
		else if (!strcmp(k, "--pass")) snprintf(opt.pass, sizeof opt.pass, "%s", v);
		else if (!strcmp(k, "--domain")) snprintf(opt.domain, sizeof opt.domain, "%s", v);
		else if (!strcmp(k, "--dial")) snprintf(opt.dial, sizeof opt.dial, "%s", v);
		else if (!strcmp(k, "--prefix")) snprintf(opt.prefix, sizeof opt.prefix, "%s", v);
		else if (!strcmp(k, "--local")) snprintf(opt.local, sizeof opt.local, "%s", v);
		else if (!strcmp(k, "--calls")) opt.calls = atoi(v);
		else if (!strcmp(k, "--cps")) opt.cps = atof(v);
		else if (!strcmp(k, "--warm")) opt.warm = atof(v);
		else if (!strcmp(k, "--window")) opt.window = atof(v);
		else if (!strcmp(k, "--duration")) opt.duration = atof(v);
		else if (!strcmp(k, "--hold")) opt.hold = atof(v);
		else if (!strcmp(k, "--wait")) opt.wait = atof(v);
		else if (!strcmp(k, "--ring-ms")) opt.ring_ms = atoi(v);
		else if (!strcmp(k, "--sip-port")) opt.sip_port = atoi(v);
		else if (!strcmp(k, "--rtp-port")) opt.rtp_port = atoi(v);
		else if (!strcmp(k, "--label")) opt.label = v;
		else if (!strcmp(k, "--pid")) {
			char *d = strdup(v);
			for (char *q = strtok(d, ","); q && opt.npids < 32; q = strtok(NULL, ",")) opt.pids[opt.npids++] = atoi(q);
			free(d);
		} else die("unknown option %s (see --help)", k);
	}
	char ip[40]; int port = 5060;
	if (opt.mode < 0 || sscanf(opt.target_txt, "%39[0-9.]:%d", ip, &port) < 1) usage();
	/* %s in the template stands for the user, and nothing else may be formatted */
	char *pc = strchr(opt.pass, '%');
	if (pc && (pc[1] != 's' || strchr(pc + 1, '%'))) die("--pass: only one %%s");
	opt.target.sin_family = AF_INET; opt.target.sin_port = htons(port);
	inet_pton(AF_INET, ip, &opt.target.sin_addr);
	if (!opt.domain[0]) snprintf(opt.domain, sizeof opt.domain, "%s", ip);
	if (opt.payload < 0) opt.payload = opt.mode == M_RATE || opt.mode == M_REGISTER ? P_NONE : P_MARK;
	opt.pt = opt.codec_alaw ? 8 : 0;
}

/* ------------------------------------------------------------------- main */

static void register_range(int lo, int hi, int sock)
{
	long want = cnt.reg_ok + cnt.reg_fail + hi - lo + 1;
	ns_t end = now_ns() + 15 * SEC;
	for (int e = lo; e <= hi; e++) { start_register(e, sock); pump(now_ns() + 2 * MS); }
	while (cnt.reg_ok + cnt.reg_fail < want && now_ns() < end && !stop_flag) pump(now_ns() + 5 * MS);
}

static void jprint(const char *k, double v, int dec) { printf(",\"%s\":%.*f", k, dec, v); }

int main(int ac, char **av)
{
	options(ac, av);
	setvbuf(stdout, NULL, _IOFBF, 65536);
	signal(SIGINT, on_sig); signal(SIGTERM, on_sig);
	rnd_state = (uint32_t)now_ns() ^ (uint32_t)getpid() << 16; if (!rnd_state) rnd_state = 7;
	struct rlimit rl = { 65536, 65536 }; setrlimit(RLIMIT_NOFILE, &rl);
	ep = epoll_create1(0);
	for (int i = 0; i < 2; i++) {
		sip_ports[i] = opt.sip_port + i; sips[i] = bind_udp(sip_ports[i]);
		struct epoll_event e = { .events = EPOLLIN, .data.u32 = 1 + i };
		epoll_ctl(ep, EPOLL_CTL_ADD, sips[i], &e);
	}
	pdd = malloc(cap_t * 8); ans = malloc(cap_t * 8); authd = malloc(cap_t * 8); reg = malloc(cap_t * 8); burst_lat = malloc(cap_t * 8);
	make_signal();
	if (want_media()) {
		tfd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
		struct itimerspec it = { { 0, 500000 }, { 0, 500000 } };
		timerfd_settime(tfd, 0, &it, NULL);
		struct epoll_event e = { .events = EPOLLIN, .data.u32 = 0 };
		epoll_ctl(ep, EPOLL_CTL_ADD, tfd, &e);
	}
	slot_next = now_ns();
	const char *names[] = { "register", "bridge", "single", "rate" };

	if (opt.mode == M_REGISTER) {
		if (opt.wait > 0) {
			ns_t t0 = now_ns(), end = t0 + (ns_t)(opt.wait * SEC);
			while (!cnt.reg_ok && now_ns() < end && !stop_flag) {
				start_register(opt.callers_lo, 0);
				pump(now_ns() + 20 * MS);
			}
			printf("{\"mode\":\"register\",\"ok\":%ld,\"first_ok_realtime_ns\":%lld,\"waited_ms\":%.1f}\n", cnt.reg_ok, (long long)now_ns(), (now_ns() - t0) / 1e6);
			return cnt.reg_ok ? 0 : 1;
		}
		register_range(opt.callers_lo, opt.callers_hi, 0);
		qsort(reg, nreg, 8, cmpd);
		printf("{\"mode\":\"register\",\"ok\":%ld,\"failed\":%ld,\"p50_us\":%.0f,\"p99_us\":%.0f,\"max_us\":%.0f}\n",
			cnt.reg_ok, cnt.reg_fail, pct(reg, nreg, .5), pct(reg, nreg, .99), nreg ? reg[nreg - 1] : -1);
		return cnt.reg_fail ? 1 : 0;
	}

	int ncallers = opt.callers_hi - opt.callers_lo + 1, ncallees = opt.callees_hi - opt.callees_lo + 1;
	if (opt.mode != M_SINGLE) {
		register_range(opt.callees_lo, opt.callees_hi, 1);
		if (cnt.reg_ok < ncallees) die("only %ld of %d callees registered", cnt.reg_ok, ncallees);
	}
	long reg_rexmit = cnt.rexmit_out; cnt.rexmit_in = 0; cnt.rexmit_out = 0;
	struct usage u0, u1;
	char num[64];
	int up_at_window = 0;

	if (opt.mode == M_RATE) {
		u0 = usage_now();
		ns_t t0 = now_ns(), end = t0 + (ns_t)(opt.duration * SEC);
		long k = 0, dropped = 0;
		while (now_ns() < end && !stop_flag) {
			ns_t t = now_ns();
			while (t0 + (ns_t)(k * SEC / opt.cps) <= t && t0 + (ns_t)(k * SEC / opt.cps) < end) {
				snprintf(num, sizeof num, "%s%d", opt.prefix, opt.callees_lo + (int)(k % ncallees));
				if (!start_call(opt.callers_lo + (int)(k % ncallers), num)) dropped++;
				k++;
			}
			ns_t nx = t0 + (ns_t)(k * SEC / opt.cps);
			pump(nx < end ? nx : end);
			if (cnt.failed > 200 && cnt.failed > cnt.up) break;   /* no use in going on */
		}
		u1 = usage_now();
		ns_t lim = now_ns() + (ns_t)(opt.hold * SEC) + 12 * SEC;
		while (now_ns() < lim && !stop_flag) {
			int busy = 0;
			for (int i = 0; i < nlegs; i++) if (legs[i]->state != S_FREE) busy++;
			if (!busy) break;
			pump(now_ns() + 50 * MS);
		}
		up_at_window = cnt.up;
	} else {
		for (int k = 0; k < opt.calls && !stop_flag; k++) {
			if (opt.mode == M_BRIDGE) snprintf(num, sizeof num, "%s%d", opt.prefix, opt.callees_lo + k % ncallees);
			else snprintf(num, sizeof num, "%s", opt.dial);
			start_call(opt.callers_lo + k % ncallers, num);
			pump(now_ns() + (ns_t)(SEC / opt.cps));
		}
		ns_t lim = now_ns() + 12 * SEC;
		while (cnt.up + cnt.failed < opt.calls && now_ns() < lim && !stop_flag) pump(now_ns() + 20 * MS);
		pump(now_ns() + (ns_t)(opt.warm * SEC));
		for (int i = 0; i < nlegs; i++) { legs[i]->win_tx0 = legs[i]->txn; legs[i]->win_tx1 = 0; }
		up_at_window = count_state(S_UP, 1);
		u0 = usage_now();
		in_window = 1;
		pump(now_ns() + (ns_t)(opt.window * SEC));
		in_window = 0;
		u1 = usage_now();
		for (int i = 0; i < nlegs; i++) legs[i]->win_tx1 = legs[i]->txn ? legs[i]->txn : 1;
		pump(now_ns() + 400 * MS);                           /* let the last ones arrive */
	}

	double secs = (u1.at - u0.at) / 1e9, pbx = u1.pbx - u0.pbx, self = u1.self - u0.self;
	double foreign = (u1.busy - u0.busy) - pbx - self;
	long rss = 0, pss = 0;
	for (int i = 0; i < opt.npids; i++) { rss += proc_kb(opt.pids[i], "status", "VmRSS:"); pss += proc_kb(opt.pids[i], "smaps_rollup", "Pss:"); }
	uint64_t sent = 0, got = 0, rxw = 0, gap = 0, txlegs = 0; 
	for (int i = 0; i < nlegs; i++) {
		struct leg *l = legs[i];
		if (l->state == S_FREE || !l->txn) continue;
		sent += l->win_tx1 - l->win_tx0; got += l->mark_win; rxw += l->rx_win; gap += l->rx_gap; txlegs++;
	}
	qsort(pdd, npdd, 8, cmpd); qsort(ans, nans, 8, cmpd); qsort(authd, nauthd, 8, cmpd); qsort(burst_lat, nburst, 8, cmpd);
	printf("{\"mode\":\"%s\",\"label\":\"%s\"", names[opt.mode], opt.label ? opt.label : "");
	jprint("seconds", secs, 2);
	if (opt.mode == M_RATE) jprint("cps", opt.cps, 1);
	printf(",\"calls_started\":%ld,\"calls_up\":%ld,\"up_in_window\":%d,\"failed\":%ld,\"ended\":%ld,\"timeouts\":%ld,\"ended_by_pbx\":%ld,\"rexmit_out\":%ld,\"rexmit_in\":%ld,\"reg_rexmit\":%ld,\"uas_invites\":%ld,\"timeouts_after_1xx\":%ld",
		cnt.started, cnt.up, up_at_window, cnt.failed, cnt.ended, cnt.timeouts, cnt.other, cnt.rexmit_out, cnt.rexmit_in, reg_rexmit, cnt.uas_inv, cnt.mute);
	printf(",\"fail_codes\":{");
	int first = 1;
	for (int i = 0; i < 700; i++) if (cnt.fail_codes[i]) { printf("%s\"%d\":%d", first ? "" : ",", i, cnt.fail_codes[i]); first = 0; }
	printf("}");
	printf(",\"pdd_ms\":[%.2f,%.2f,%.2f,%.2f],\"answer_ms\":[%.2f,%.2f,%.2f,%.2f],\"authed_invite_to_18x_ms\":[%.2f,%.2f,%.2f]",
		pct(pdd,npdd,.5)/1e3, pct(pdd,npdd,.95)/1e3, pct(pdd,npdd,.99)/1e3, npdd ? pdd[npdd-1]/1e3 : -1,
		pct(ans,nans,.5)/1e3, pct(ans,nans,.95)/1e3, pct(ans,nans,.99)/1e3, nans ? ans[nans-1]/1e3 : -1,
		pct(authd,nauthd,.5)/1e3, pct(authd,nauthd,.95)/1e3, pct(authd,nauthd,.99)/1e3);
	if (opt.mode != M_RATE) {
		printf(",\"legs\":%llu,\"rtp_sent\":%llu,\"rtp_rx\":%llu,\"rtp_seq_gaps\":%llu", (unsigned long long)txlegs, (unsigned long long)sent, (unsigned long long)rxw, (unsigned long long)gap);
		if (opt.payload == P_MARK) {
			printf(",\"marks_back\":%llu", (unsigned long long)got);
			jprint("loss_pct", sent ? 100.0 * ((double)sent - got) / sent : -1, 4);
			printf(",\"delay_us\":[%.0f,%.0f,%.0f,%.0f]", hist_pct(h_delay,.5), hist_pct(h_delay,.95), hist_pct(h_delay,.99), delay_max_us);
		}
		if (opt.payload == P_BURST) printf(",\"bursts\":%d,\"burst_delay_ms\":[%.2f,%.2f,%.2f,%.2f]", nburst, pct(burst_lat,nburst,.5)/1e3, pct(burst_lat,nburst,.95)/1e3, pct(burst_lat,nburst,.99)/1e3, nburst ? burst_lat[nburst-1]/1e3 : -1);
		printf(",\"rx_pps_per_leg\":%.2f", txlegs ? rxw / secs / txlegs : 0);
		printf(",\"gen_late_us\":[%.0f,%.0f,%.0f]", hist_pct(h_late,.5), hist_pct(h_late,.99), late_max_us);
	}
	jprint("pbx_cpu_s", pbx, 2); jprint("pbx_cpu_pct", 100 * pbx / secs, 2); jprint("gen_cpu_pct", 100 * self / secs, 2);
	jprint("foreign_cpu_pct", 100 * foreign / secs, 2); jprint("steal_pct", 100 * (u1.steal - u0.steal) / secs, 2);
	if (opt.mode != M_RATE && up_at_window) jprint("pbx_cpu_ms_per_call_s", 1000 * pbx / secs / up_at_window, 4);
	if (opt.mode == M_RATE && cnt.up) jprint("pbx_cpu_ms_per_call", 1000 * pbx / (opt.duration * opt.cps), 3);
	printf(",\"pbx_rss_kb\":%ld,\"pbx_pss_kb\":%ld}\n", rss, pss);
	fflush(stdout);

	for (int i = 0; i < nlegs; i++)
		if (legs[i]->uac && legs[i]->state == S_UP) { send_bye(legs[i]); pump(now_ns() + (ns_t)(SEC / (opt.cps > 50 ? opt.cps : 50))); }
	ns_t lim = now_ns() + 6 * SEC;
	while (now_ns() < lim && !stop_flag && (count_state(S_BYE, 1) || count_state(S_UP, 0))) pump(now_ns() + 20 * MS);
	return cnt.failed ? 1 : 0;
}

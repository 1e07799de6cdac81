/* gencorpus.c - deterministic DTMF / call-progress / fax-tone / FSK-CID test corpus generator.
 * Written from the standards; no code of spandsp or Asterisk.
 *
 *   gcc -O2 -o gencorpus gencorpus.c -lm
 *   ./gencorpus OUTDIR [--seed N] [--no-talkoff] [--scale-talkoff X] [--only PREFIX]
 *
 * Needs the program espeak-ng in PATH for talkoff_speech_*.wav (Debian: espeak-ng 1.51).
 * Output: 8 kHz mono 16-bit PCM WAV files + expected.json  (see README.md).
 * Levels: 0 dBm0 sine = 3.14 dB below digital full scale sine (G.711 A-law reference).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stdint.h>
#include <stdarg.h>
#include <math.h>

#define FS 8000
#define PI2 6.283185307179586476925286766559

/* ---------- PRNG: splitmix64 -> xoshiro256** ---------- */
static uint64_t S[4];
static uint64_t rotl(uint64_t x, int k){return (x<<k)|(x>>(64-k));}
static void seed_rng(uint64_t s){for(int i=0;i<4;i++){s+=0x9E3779B97F4A7C15ull;uint64_t z=s;z=(z^(z>>30))*0xBF58476D1CE4E5B9ull;z=(z^(z>>27))*0x94D049BB133111EBull;S[i]=z^(z>>31);}}
static uint64_t rnd64(void){uint64_t r=rotl(S[1]*5,7)*9,t=S[1]<<17;S[2]^=S[0];S[3]^=S[1];S[1]^=S[2];S[0]^=S[3];S[2]^=t;S[3]=rotl(S[3],45);return r;}
static double rnd(void){return (rnd64()>>11)*(1.0/9007199254740992.0);}
static double rndr(double a,double b){return a+(b-a)*rnd();}
static int rndi(int n){return (int)(rnd()*n);}
static double gauss(void){static int have=0;static double g;if(have){have=0;return g;}
  double u,v,s;do{u=2*rnd()-1;v=2*rnd()-1;s=u*u+v*v;}while(s>=1||s==0);s=sqrt(-2*log(s)/s);g=v*s;have=1;return u*s;}
static uint64_t BASE=20250607;
static void reseed(const char*name){uint64_t h=BASE;for(const char*p=name;*p;p++)h=(h^(uint8_t)*p)*0x100000001B3ull;seed_rng(h);}

/* ---------- signal buffer ---------- */
static double *X; static size_t N,CAP;
static void need(size_t n){if(n>CAP){CAP=n*2+FS*60;X=realloc(X,CAP*sizeof*X);if(!X)exit(9);}}
static void clear(void){N=0;}
static void silence(double sec){size_t n=(size_t)(sec*FS+0.5);need(N+n);memset(X+N,0,n*sizeof*X);N+=n;}
static double amp_dbm0(double l){return 32768.0*pow(10,(l-3.14)/20);}
static double rms_dbm0(double l){return amp_dbm0(l)/sqrt(2);}
static void add_tone(size_t at,size_t n,double f,double lvl,double ph,int ramp){
  double a=amp_dbm0(lvl),w=PI2*f/FS;need(at+n);
  for(size_t i=0;i<n;i++){double g=1;if(ramp){if((int)i<ramp)g=0.5-0.5*cos(M_PI*(i+0.5)/ramp);else if((int)(n-1-i)<ramp)g=0.5-0.5*cos(M_PI*(n-i-0.5)/ramp);}
    X[at+i]+=g*a*sin(ph+w*i);}
}
static void extend(size_t n){need(n);if(n>N){memset(X+N,0,(n-N)*sizeof*X);N=n;}}
static int16_t ulaw_rt(int16_t s){int sign=s<0?-1:1;int m=s<0?-(int)s:s;if(m>32635)m=32635;m+=132;int e=7;for(int k=0x4000;!(m&k)&&e>0;k>>=1)e--;int man=(m>>(e+3))&15;int y=(((man<<3)+132)<<e)-132;return (int16_t)(sign*y);}
static int16_t alaw_rt(int16_t s){int sign=s<0?-1:1,m=s<0?-(int)s-1:s,e=0;m>>=4;/* 0..2047, step 1 = 16 */
  if(m>=16){int t=m>>5;e=1;while(t){e++;t>>=1;}}int sh=e>1?e-1:0;/* segments 0 and 1 share the smallest step */
  int y=((m>>sh)<<sh)*16+(8<<sh);return (int16_t)(sign*y);}
/* ---------- manifest ---------- */
static FILE*J;static char OUT[512];static int first_file=1;static double total_sec=0;static const char*ONLY=NULL;
typedef struct{double t,dur;char ev[160];char sec[48];double par;char exp[10];}pulse_t;
static pulse_t*P;static int NP,CP;
static void pulse(double t,double d,const char*ev,const char*sec,double par,const char*exp){
  if(NP>=CP){CP=CP*2+4096;P=realloc(P,CP*sizeof*P);}pulse_t*p=&P[NP++];p->t=t;p->dur=d;snprintf(p->ev,sizeof p->ev,"%s",ev);snprintf(p->sec,sizeof p->sec,"%s",sec);p->par=par;snprintf(p->exp,sizeof p->exp,"%s",exp);}
static void begin(const char*name){clear();NP=0;reseed(name);}
static void put32(FILE*f,uint32_t v){fputc(v&255,f);fputc(v>>8&255,f);fputc(v>>16&255,f);fputc(v>>24,f);}
static void put16(FILE*f,uint32_t v){fputc(v&255,f);fputc(v>>8&255,f);}
/* law: 0 linear, 1 A-law round trip, 2 mu-law round trip */
static void finish(const char*name,const char*group,const char*kind,const char*zone,int law){
  char fn[700];snprintf(fn,sizeof fn,"%s/%s.wav",OUT,name);
  FILE*f=fopen(fn,"wb");if(!f){perror(fn);exit(1);}
  fwrite("RIFF",1,4,f);put32(f,36+N*2);fwrite("WAVEfmt ",1,8,f);put32(f,16);put16(f,1);put16(f,1);put32(f,FS);put32(f,FS*2);put16(f,2);put16(f,16);fwrite("data",1,4,f);put32(f,N*2);
  for(size_t i=0;i<N;i++){double v=floor(X[i]+0.5);if(v>32767)v=32767;if(v<-32768)v=-32768;int16_t s=(int16_t)v;if(law==1)s=alaw_rt(s);else if(law==2)s=ulaw_rt(s);put16(f,(uint16_t)s);}
  fclose(f);total_sec+=N/(double)FS;
  fprintf(J,"%s\n {\"file\":\"%s.wav\",\"group\":\"%s\",\"kind\":\"%s\",\"zone\":\"%s\",\"law\":%d,\"seconds\":%.3f,\"pulses\":[",first_file?"":",",name,group,kind,zone,law,N/(double)FS);first_file=0;
  for(int i=0;i<NP;i++)fprintf(J,"%s\n  [%.6f,%.6f,%s%s%s,\"%s\",%.4f,\"%s\"]",i?",":"",P[i].t,P[i].dur,P[i].ev[0]=='{'?"":"\"",P[i].ev,P[i].ev[0]=='{'?"":"\"",P[i].sec,P[i].par,P[i].exp);
  fprintf(J,"]}");
  fprintf(stderr,"%-28s %8.1f s  %5d events\n",name,N/(double)FS,NP);
}
static int skip(const char*n){return ONLY&&strncmp(n,ONLY,strlen(ONLY));}

/* ---------- DTMF ---------- */
static const double ROW[4]={697,770,852,941},COL[4]={1209,1336,1477,1633};
static const char KEY[]="123A456B789C*0#D";
static void dtmf(char d,double fl,double fh,double ll,double lh,double on,double off,const char*sec,double par,const char*exp,int rndphase,int ramp){
  int k=strchr(KEY,d)-KEY;size_t n=(size_t)(on*FS/1000.0+0.5),m=(size_t)(off*FS/1000.0+0.5);char ev[2]={d,0};size_t at=N;
  extend(N+n+m);double p1=rndphase?rnd()*PI2:0,p2=rndphase?rnd()*PI2:0;
  add_tone(at,n,ROW[k>>2]*(1+fl),ll,p1,ramp);add_tone(at,n,COL[k&3]*(1+fh),lh,p2,ramp);
  if(sec)pulse(at/(double)FS,n/(double)FS,ev,sec,par,exp);
}
static void noise(size_t from,size_t to,double lvl){double r=rms_dbm0(lvl);for(size_t i=from;i<to;i++)X[i]+=r*gauss();}

static void mitel(void){
  char sec[48];const char*s;
  if(!skip("m2_decode")){begin("m2_decode");silence(.5);for(const char*d="123A456B789C*0#D";*d;d++)for(int i=0;i<10;i++){snprintf(sec,48,"decode");dtmf(*d,0,0,-4,-4,50,50,sec,i,"must",0,0);}silence(.5);finish("m2_decode","mitel","dtmf","",0);}
  if(!skip("m3_bandwidth")){begin("m3_bandwidth");silence(.5);
   for(s="159D";*s;s++)for(int hi=0;hi<2;hi++)for(int sg=1;sg>=-1;sg-=2){snprintf(sec,48,"bw:%c:%s:%s",*s,hi?"high":"low",sg>0?"plus":"minus");
     for(int i=1;i<=60;i++){double d=sg*i/1000.0;dtmf(*s,hi?0:d,hi?d:0,-17,-17,50,50,sec,i/10.0,fabs(d)<=0.01501?"must":fabs(d)>=0.0349?"mustnot":"may",0,0);}silence(.2);}
   silence(.5);finish("m3_bandwidth","mitel","dtmf","",0);}
  if(!skip("m4_twist")){begin("m4_twist");silence(.5);
   for(s="159D";*s;s++)for(int rev=0;rev<2;rev++){snprintf(sec,48,"twist:%c:%s",*s,rev?"reverse":"normal");
     /* Bell convention: normal (forward) twist = LOW group stronger than high at receiver ("+8" spandsp normal), reverse = HIGH group stronger */
     for(int i=1;i<=200;i++){double a=i/10.0;dtmf(*s,0,0,rev?-3-a:-3,rev?-3:-3-a,50,50,sec,a,a<=(rev?4.0:8.0)?"must":"may",0,0);}silence(.2);}
   silence(.5);finish("m4_twist","mitel","dtmf","",0);}
  if(!skip("m5_dynamic")){begin("m5_dynamic");silence(.5);
   for(s="159D";*s;s++){snprintf(sec,48,"dyn:%c",*s);for(int l=3;l>=-50;l--){dtmf(*s,0,0,l,l,50,50,sec,l,(l<=-3&&l>=-25)?"must":"may",0,0);}silence(.2);}
   silence(.5);finish("m5_dynamic","mitel","dtmf","",0);}
  if(!skip("m6_guard")){begin("m6_guard");silence(.5);
   for(int i=499;i>=100;i--){double on=i/10.0;dtmf('1',0,0,-3,-3,on,50,"guard",on,on>=40?"must":on<=20?"mustnot":"may",0,0);}
   silence(.5);finish("m6_guard","mitel","dtmf","",0);}
  static const int nl[]={-7,-9,-10,-11,-12,-16};
  for(unsigned k=0;k<sizeof nl/sizeof*nl;k++){char nm[48];int snr=-4-nl[k];snprintf(nm,48,"m7_snr_%02d",snr);if(skip(nm))continue;
   begin(nm);silence(.5);snprintf(sec,48,"snr:%d",snr);for(int i=0;i<1000;i++)dtmf('1',0,0,-4,-4,50,50,sec,snr,snr>=12?"must":"may",0,0);silence(.3);noise(0,N,nl[k]);finish(nm,"mitel","dtmf","",0);}
}
static void ext(void){
  char sec[48];
  /* Q.24 (AT&T column) operate region: every pulse inside all limits at once, 40/40 ms, random phase, 1 ms ramps */
  for(int law=1;law<=2;law++){char nm[48];snprintf(nm,48,"q24_operate_%s",law==1?"alaw":"ulaw");if(skip(nm))continue;begin(nm);silence(.5);
   for(int i=0;i<480;i++){double tw=rndr(-8,4);/* high minus low: +4 .. -8 */double base=rndr(-25,-3);double ll=base,lh=base;if(tw<0)ll=base-tw;else lh=base+tw;double mx=ll>lh?ll:lh;if(mx>-3){ll-=mx+3;lh-=mx+3;}
     double fl=rndr(-.015,.015),fh=rndr(-.015,.015);dtmf(KEY[i%16],fl,fh,ll,lh,rndr(40,45),rndr(40,52),"q24op",tw,"must",1,8);}
   silence(.5);finish(nm,"q24","dtmf","",law);}
  /* corner cases of the operate region, one limit at a time */
  if(!skip("q24_corners")){begin("q24_corners");silence(.5);
   for(int r=0;r<3;r++)for(int k=0;k<16;k++){
    dtmf(KEY[k],.015,.015,-10,-10,50,50,"c:f+1.5",0,"must",1,0);dtmf(KEY[k],-.015,-.015,-10,-10,50,50,"c:f-1.5",0,"must",1,0);
    dtmf(KEY[k],0,0,-25,-25,50,50,"c:lvl-25",0,"must",1,0);dtmf(KEY[k],0,0,-3,-3,50,50,"c:lvl-3",0,"must",1,0);
    dtmf(KEY[k],0,0,-6,-14,50,50,"c:twist-8",0,"must",1,0);dtmf(KEY[k],0,0,-10,-6,50,50,"c:twist+4",0,"must",1,0);
    dtmf(KEY[k],0,0,-10,-10,40,40,"c:40/40",0,"must",1,0);}
   silence(.5);finish("q24_corners","q24","dtmf","",0);}
  /* 10 ms interruption inside a 100 ms digit: exactly one digit (Q.24 AT&T/NTT) ; 20 ms frame lost in a 120 ms digit (VoIP) */
  if(!skip("q24_interrupt")){begin("q24_interrupt");silence(.5);
   for(int i=0;i<96;i++){size_t a=N;dtmf(KEY[i%16],0,0,-10,-10,100,60,"int10ms",10,"must",1,0);size_t o=a+(size_t)(FS*rndr(.042,.050));for(int j=0;j<80;j++)X[o+j]=0;}
   for(int i=0;i<96;i++){size_t a=N;dtmf(KEY[i%16],0,0,-10,-10,120,80,"loss20ms",20,"must",1,0);size_t o=a+(size_t)(FS*rndr(.045,.055));for(int j=0;j<160;j++)X[o+j]=0;}
   silence(.5);finish("q24_interrupt","q24","dtmf","",0);}
  /* echo: 20 ms, -10 dB */
  if(!skip("q24_echo")){begin("q24_echo");silence(.5);for(int i=0;i<160;i++)dtmf(KEY[i%16],0,0,-8,-8,45,55,"echo20ms-10dB",0,"must",1,0);silence(.5);
   double g=pow(10,-10/20.0);for(size_t i=N-1;i>=160;i--)X[i]+=0;double*y=malloc(N*sizeof*y);memcpy(y,X,N*sizeof*y);for(size_t i=160;i<N;i++)X[i]+=g*y[i-160];free(y);finish("q24_echo","q24","dtmf","",0);}
  /* speed: 93 ms/digit (AT&T), 45/48 */
  if(!skip("q24_speed")){begin("q24_speed");silence(.5);for(int i=0;i<320;i++)dtmf(KEY[rndi(16)],0,0,-10,-10,45,48,"93ms",0,"must",1,0);silence(.5);finish("q24_speed","q24","dtmf","",0);}
  /* non-operate */
  if(!skip("nonop_basic")){begin("nonop_basic");silence(.5);
   for(int i=0;i<96;i++){int hi=i&1;double d=((i>>1)&1)?.035:-.035;dtmf(KEY[i%16],hi?0:d,hi?d:0,-10,-10,60,60,"n:freq3.5",3.5,"mustnot",1,0);}
   for(int i=0;i<64;i++)dtmf(KEY[i%16],0,0,-10,-10,23,77,"n:dur23",23,"mustnot",1,0);
   for(int i=0;i<64;i++)dtmf(KEY[i%16],0,0,-10,-10,19,81,"n:dur19",19,"mustnot",1,0);
   for(int i=0;i<32;i++)dtmf(KEY[i%16],0,0,-55,-55,60,40,"n:lvl-55",-55,"mustnot",1,0);
   for(int i=0;i<64;i++){int k=i%8;size_t a=N;extend(N+FS/10);add_tone(a,480,k<4?ROW[k]:COL[k-4],-8,rnd()*PI2,0);pulse(a/(double)FS,.06,"-","n:single",k,"mustnot");}
   for(int i=0;i<64;i++){/* two tones of same group */int g=i&1,a1=rndi(4),a2=(a1+1+rndi(3))%4;size_t a=N;extend(N+FS/10);const double*T=g?COL:ROW;add_tone(a,480,T[a1],-8,rnd()*PI2,0);add_tone(a,480,T[a2],-8,rnd()*PI2,0);pulse(a/(double)FS,.06,"-","n:samegroup",0,"mustnot");}
   for(int i=0;i<64;i++){/* third tone at -6 dB relative */size_t a=N;dtmf(KEY[i%16],0,0,-10,-10,60,40,"n:third-3dB",0,"may",1,0);double f;do{f=rndr(400,3000);}while(0);add_tone(a,480,f,-13,rnd()*PI2,0);}
   silence(.5);finish("nonop_basic","nonop","dtmf","",0);}
  /* network tones that must not give digits: dial/busy/ring/SIT/CNG/CED/MF-R1/R2/FSK/modem sweeps */
  if(!skip("nonop_network")){begin("nonop_network");silence(.3);
   static const double tn[][3]={{350,440,-13},{480,620,-13},{440,480,-13},{425,0,-10},{450,0,-10},{400,450,-13},{400,17,-13},{950,0,-10},{1400,0,-10},{1800,0,-10},{1100,0,-10},{2100,0,-10},{1004,0,-5},{700,900,-8},{700,1100,-8},{900,1100,-8},{900,1300,-8},{1100,1300,-8},{1300,1500,-8},{1500,1700,-8},{700,1700,-8},{900,1500,-8},{1380,1500,-11.5},{1620,1740,-11.5},{1140,1020,-11.5},{900,780,-11.5},{660,540,-11.5},{2130,2750,-15},{1270,2225,-13}};
   for(unsigned k=0;k<sizeof tn/sizeof*tn;k++)for(int r=0;r<3;r++){size_t a=N;double L[3]={.06,.15,.5};size_t n=(size_t)(L[r]*FS);extend(N+n+FS/20);add_tone(a,n,tn[k][0],tn[k][2],rnd()*PI2,0);if(tn[k][1])add_tone(a,n,tn[k][1],tn[k][2],rnd()*PI2,0);pulse(a/(double)FS,L[r],"-","n:net",tn[k][0],"mustnot");}
   for(int i=0;i<20;i++){/* chirps */size_t a=N,n=FS/2;extend(N+n+FS/20);double f0=rndr(300,3000),f1=rndr(300,3000),ph=0,A=amp_dbm0(-8);for(size_t j=0;j<n;j++){ph+=PI2*(f0+(f1-f0)*j/n)/FS;X[a+j]+=A*sin(ph);}pulse(a/(double)FS,.5,"-","n:chirp",0,"mustnot");}
   silence(.5);finish("nonop_network","nonop","dtmf","",0);}
  /* digits over dial tone */
  static const struct{const char*n;double f1,f2;}dt[]={{"us",350,440},{"eu",425,0},{"cn",450,0}};
  for(int z=0;z<3;z++){char nm[48];snprintf(nm,48,"dialtone_%s",dt[z].n);if(skip(nm))continue;begin(nm);silence(.5);
   for(int l=-30;l<=-3;l+=3){snprintf(sec,48,"dialtone:%s",dt[z].n);size_t a=N;size_t k0=N;silence(.6);/* dial tone is on the line 0.6 s before the first digit */for(int i=0;i<32;i++)dtmf(KEY[i%16],0,0,-15,-15,50,50,sec,l,l<=-27?"must":"may",1,0);
     (void)k0;add_tone(a,N-a,dt[z].f1,l,rnd()*PI2,80);if(dt[z].f2)add_tone(a,N-a,dt[z].f2,l,rnd()*PI2,80);silence(.2);}
   silence(.3);finish(nm,"dialtone","dtmf",dt[z].n,0);}
}
/* ---------- fax tones ---------- */
static void fax(void){
  if(!skip("fax_tones")){begin("fax_tones");silence(1);
   static const double df[]={0,38,-38,20,-20};
   for(int i=0;i<10;i++){double f=1100+df[i%5],l=i<5?-12:-30;for(int c=0;c<2;c++){size_t a=N;extend(N+FS/2);add_tone(a,FS/2,f,l,0,0);if(c==0)pulse(a/(double)FS,.5,"cng","cng",l,"must");silence(c?2.0:3.0);}}
   static const double dc[]={0,15,-15};
   for(int i=0;i<6;i++){size_t a=N,n=(size_t)(2.6*FS);extend(N+n);add_tone(a,n,2100+dc[i%3],i<3?-12:-30,0,0);pulse(a/(double)FS,2.6,"ced","ced",i,"must");silence(1.5);}
   for(int i=0;i<4;i++){/* ANSam: AM 15 Hz 20 %, phase reversal every 450 ms */size_t a=N,n=3*FS;extend(N+n);double A=amp_dbm0(-14);for(size_t j=0;j<n;j++){double sg=((j/(size_t)(.45*FS))&1)?-1:1;X[a+j]+=sg*A*(1+.2*sin(PI2*15*j/FS))*sin(PI2*2100*j/FS);}pulse(a/(double)FS,3,"ced","ansam",i,"must");silence(1.5);}
   noise(0,N,-55);finish("fax_tones","fax","tone","",1);}
}
/* ---------- call progress ---------- */
typedef struct{const char*zone,*name;double f1,f2;double lvl;double c[8];int am;}cpt_t;
static const cpt_t CPT[]={
 {"cn","dial",450,0,-10,{0}},{"cn","busy",450,0,-10,{.35,.35}},{"cn","ringback",450,0,-10,{1,4}},{"cn","congestion",450,0,-10,{.7,.7}},
 {"us","dial",350,440,-13,{0}},{"us","busy",480,620,-24,{.5,.5}},{"us","ringback",440,480,-19,{2,4}},{"us","congestion",480,620,-24,{.25,.25}},
 {"uk","dial",350,440,-13,{0}},{"uk","busy",400,0,-13,{.375,.375}},{"uk","ringback",400,450,-16,{.4,.2,.4,2}},{"uk","congestion",400,0,-13,{.4,.35,.225,.525}},
 {"fr","dial",440,0,-10,{0}},{"fr","busy",440,0,-10,{.5,.5}},{"fr","ringback",440,0,-10,{1.5,3.5}},{"fr","congestion",440,0,-10,{.25,.25}},
 {"de","dial",425,0,-10,{0}},{"de","busy",425,0,-10,{.48,.48}},{"de","ringback",425,0,-10,{1,4}},{"de","congestion",425,0,-10,{.24,.24}},
 {"jp","dial",400,0,-13,{0}},{"jp","busy",400,0,-13,{.5,.5}},{"jp","ringback",400,16,-16,{1,2},1}};
static void cpt(void){
  const char*Z[]={"cn","us","uk","fr","de","jp"};
  for(int z=0;z<6;z++){char nm[48];snprintf(nm,48,"cpt_%s",Z[z]);if(skip(nm))continue;begin(nm);silence(1);
   for(int v=0;v<2;v++)for(unsigned k=0;k<sizeof CPT/sizeof*CPT;k++){const cpt_t*c=&CPT[k];if(strcmp(c->zone,Z[z]))continue;
    double ff=v?1.01:1,cf=v?1.05:1,lv=c->lvl-(v?12:0);if(lv<-34)lv=-34;double dur=c->c[0]==0?2.5:!strcmp(c->name,"ringback")?(c->c[0]+c->c[1]+c->c[2]+c->c[3])*2:3.2;size_t a=N;double t=0;int i=0;double st=N/(double)FS;
    while(t<dur-1e-9){double on=c->c[0]==0?dur:c->c[i]*cf;size_t n=(size_t)(on*FS+.5);extend(N+n);
      if(!(i&1)){if(c->am){double A=amp_dbm0(lv);for(size_t j=0;j<n;j++)X[N-n+j]+=A*(1+.85*sin(PI2*c->f2*j/FS))*sin(PI2*c->f1*ff*j/FS);}
        else{add_tone(N-n,n,c->f1*ff,lv,rnd()*PI2,16);if(c->f2)add_tone(N-n,n,c->f2*ff,lv,rnd()*PI2,16);}}
      t+=on;i++;if(i>=8||c->c[i]==0)i=0;}
    (void)a;pulse(st,N/(double)FS-st,c->name,v?"cpt:worst":"cpt:nominal",lv,"must");silence(1.2);}
   noise(0,N,-50);finish(nm,"cpt","tone",Z[z],1);}
}
/* ---------- FSK caller id ---------- */
static double fph;static double fbit;
static void fsk_bit(int b,double fm,double fs_,double am,double as,double br){fbit+=FS/br;int n=(int)floor(fbit);fbit-=n;extend(N+n);for(int i=0;i<n;i++){fph+=PI2*(b?fm:fs_)/FS;X[N-n+i]+=(b?am:as)*sin(fph);}}
static void cid(void){
  static const struct{const char*sec;double lvl,twist,snr,foff;int mk;}C[]={{"cid:nominal",-13.5,0,60,0,180},{"cid:-32dBm",-32,0,60,0,180},{"cid:snr25",-20,0,25,0,180},{"cid:snr20",-20,0,20,0,180},{"cid:snr15",-20,0,15,0,180},{"cid:snr12",-20,0,12,0,180},{"cid:twist+6",-20,6,40,0,180},{"cid:twist-6",-20,-6,40,0,180},{"cid:f+1%",-20,0,40,.01,180},{"cid:f-1%",-20,0,40,-.01,180},{"cid:mark80",-20,0,40,0,80}};
  for(int st=0;st<2;st++){char nm[48];snprintf(nm,48,st?"cid_v23":"cid_bell202");if(skip(nm))continue;begin(nm);double fm=st?1300:1200,fs_=st?2100:2200;
   silence(.5);
   for(unsigned k=0;k<sizeof C/sizeof*C;k++)for(int r=0;r<6;r++){
    uint8_t m[128];int n=0;char num[24],name[24],dt[12];int nl=5+rndi(10);for(int i=0;i<nl;i++)num[i]='0'+rndi(10);num[nl]=0;
    static const char*NM[]={"ALICE WONG","BOB-7","WIRELESS CALLER","LI WEI","O'NEIL J","RECEPTION"};snprintf(name,24,"%s",NM[rndi(6)]);{int q1=1+rndi(12),q2=1+rndi(28),q3=rndi(24),q4=rndi(60);snprintf(dt,12,"%02u%02u%02u%02u",(unsigned)q1%100,(unsigned)q2%100,(unsigned)q3%100,(unsigned)q4%100);}
    int mdmf=r%3!=2;
    if(mdmf){m[n++]=0x80;m[n++]=0;m[n++]=1;m[n++]=8;memcpy(m+n,dt,8);n+=8;m[n++]=2;m[n++]=nl;memcpy(m+n,num,nl);n+=nl;m[n++]=7;m[n++]=strlen(name);memcpy(m+n,name,strlen(name));n+=strlen(name);m[1]=n-2;}
    else{m[n++]=4;m[n++]=8+nl;memcpy(m+n,dt,8);n+=8;memcpy(m+n,num,nl);n+=nl;name[0]=0;}
    int cs=0;for(int i=0;i<n;i++)cs+=m[i];m[n++]=(uint8_t)(-cs);
    size_t a=N;double am=amp_dbm0(C[k].lvl-C[k].twist/2),as=amp_dbm0(C[k].lvl+C[k].twist/2),M=fm*(1+C[k].foff),Sx=fs_*(1+C[k].foff);fph=rnd()*PI2;fbit=0;
    for(int i=0;i<300;i++)fsk_bit(i&1,M,Sx,am,as,1200);for(int i=0;i<C[k].mk;i++)fsk_bit(1,M,Sx,am,as,1200);
    for(int i=0;i<n;i++){fsk_bit(0,M,Sx,am,as,1200);for(int b=0;b<8;b++)fsk_bit(m[i]>>b&1,M,Sx,am,as,1200);fsk_bit(1,M,Sx,am,as,1200);int ex=r==1?rndi(4):0;while(ex--)fsk_bit(1,M,Sx,am,as,1200);}
    for(int i=0;i<3;i++)fsk_bit(1,M,Sx,am,as,1200);
    char ev[160];snprintf(ev,160,"{\"number\":\"%s\",\"name\":\"%s\",\"datetime\":\"%s\",\"fmt\":\"%s\"}",num,name,dt,mdmf?"MDMF":"SDMF");
    double t0=a/(double)FS,du=(N-a)/(double)FS;pulse(t0,du,ev,C[k].sec,C[k].snr,C[k].snr>=20?"must":"may");silence(.3);
    if(C[k].snr<60)noise(a>800?a-800:a,N,C[k].lvl-C[k].snr);}
   silence(.3);finish(nm,"cid","cid",st?"etsi":"us",2-st);}
}
/* ---------- talk-off ---------- */
static double SC=1.0;
static const char*SUBJ[]={"the operator","my sister","the new manager","every customer","our night guard","a tired engineer","the hotel guest","doctor Robinson","that noisy committee","the second floor office","nobody in accounting","the harbour pilot","an older gentleman","the delivery driver","her piano teacher","this automatic system"};
static const char*VERB[]={"called about","will transfer","has never paid for","is still holding","wants to cancel","answered","forgot","was complaining about","recorded","reviewed","could hardly hear","left a message for","keeps dialling","promised to replace"};
static const char*OBJ[]={"the broken telephone","extension two hundred and seven","an urgent shipment of oranges","the annual insurance form","your conference room","the loudspeaker in the lobby","a very long invoice","the cheese and wine evening","our engineering department","the blue umbrella","seven empty parking spaces","the weather report","somebody named Eileen","an emergency lift repair"};
static const char*TAIL[]={"early on Tuesday morning","because the line was busy","while we were eating","after the second reminder","and nobody really knew why","before you arrive in Oslo","in the middle of winter","with a slightly nervous laugh","please hold the line","as soon as possible","thank you for your patience","if you know the extension, dial it now","ooh, no, no, no, hello, hello","yeah, uh huh, oh really","we will see you at three fifteen"};
static void sentence(char*o,size_t n,const char*lang){
  if(!strncmp(lang,"en",2)){int r=rndi(6);if(r==0)snprintf(o,n,"The number you have dialled, %d %d %d, %d %d %d %d, is not in service. ",rndi(10),rndi(10),rndi(10),rndi(10),rndi(10),rndi(10),rndi(10));else if(r==1)snprintf(o,n,"Press %d for %s, or %d for %s. ",rndi(10),OBJ[rndi(14)],rndi(10),OBJ[rndi(14)]);else snprintf(o,n,"%s %s %s, %s. ",SUBJ[rndi(16)],VERB[rndi(14)],OBJ[rndi(14)],TAIL[rndi(15)]);return;}
  const char*const*L=NULL;int c=0;
  static const char*ZH[]={"您好，欢迎致电，请直拨分机号，查号请拨零。","对不起，您拨打的电话正在通话中，请稍后再拨。","明天下午我们在三楼会议室开会，请准时参加。","他昨天打电话来说，火车票已经买好了。","请留言，我会尽快给您回电话。","哎呀，你怎么现在才来呀？"};
  static const char*FR[]={"Bonjour, vous êtes en relation avec le standard, veuillez patienter.","Le bureau sera fermé lundi prochain à cause des travaux.","Oui, oui, d'accord, je vous rappelle tout à l'heure.","Le numéro que vous avez composé n'est pas attribué.","Ma voisine a oublié son parapluie bleu chez le médecin."};
  static const char*DE[]={"Guten Tag, bitte bleiben Sie am Apparat.","Der Teilnehmer ist zur Zeit nicht erreichbar.","Ja, genau, übermorgen um halb fünf am Bahnhof.","Unsere Büros sind montags bis freitags geöffnet.","Die Rechnung ist leider noch nicht bezahlt worden."};
  static const char*JA[]={"おかけになった電話番号は、現在使われておりません。","少々お待ちください。担当者におつなぎします。","あしたの会議は三時からです。","ええ、そうですね、わかりました。"};
  static const char*ES[]={"Gracias por llamar, por favor no cuelgue.","El cliente llamó ayer por la noche y no dejó mensaje.","Mañana nos vemos a las siete y media en la oficina.","Sí, sí, claro, ahora mismo se lo paso."};
  static const char*RU[]={"Здравствуйте, вы позвонили в нашу компанию, оставайтесь на линии.","Абонент временно недоступен, перезвоните позже.","Завтра мы встречаемся в половине седьмого."};
  if(!strcmp(lang,"cmn")){L=ZH;c=6;}else if(!strncmp(lang,"fr",2)){L=FR;c=5;}else if(!strcmp(lang,"de")){L=DE;c=5;}else if(!strcmp(lang,"ja")){L=JA;c=4;}else if(!strcmp(lang,"es")){L=ES;c=4;}else{L=RU;c=3;}
  int r=rndi(4);if(r==0)snprintf(o,n,"%d %d. ",rndi(100000),rndi(1000));else snprintf(o,n,"%s ",L[rndi(c)]);
}
/* band-limited resample of src (rate sr) to 8 kHz appended to X, normalised to rms level lvl dBm0 over active parts */
static void append_resampled(const int16_t*s,size_t n,double sr,double lvl,int tel){
  size_t m=(size_t)(n*FS/sr);size_t a=N;extend(N+m);double fc=(sr<FS?sr:FS)*0.5*(tel?0.85:0.93)/sr;int H=40;
  for(size_t i=0;i<m;i++){double c=i*sr/FS;long b=(long)floor(c);double acc=0;for(long k=b-H+1;k<=b+H;k++){if(k<0||k>=(long)n)continue;double d=c-k;double w=0.5+0.5*cos(M_PI*d/H);double x=2*fc*d;double si=fabs(x)<1e-9?1:sin(M_PI*x)/(M_PI*x);acc+=s[k]*w*si*2*fc;}X[a+i]=acc;}
  if(tel){/* 2nd order HP 250 Hz */double w0=PI2*250/FS,al=sin(w0)/(2*.7071),c0=cos(w0),b0=(1+c0)/2,b1=-(1+c0),b2=b0,a0=1+al,a1=-2*c0,a2=1-al,x1=0,x2=0,y1=0,y2=0;for(size_t i=0;i<m;i++){double x=X[a+i],y=(b0*x+b1*x1+b2*x2-a1*y1-a2*y2)/a0;x2=x1;x1=x;y2=y1;y1=y;X[a+i]=y;}}
  double e=0;size_t act=0;for(size_t i=0;i+80<=m;i+=80){double q=0;for(int j=0;j<80;j++)q+=X[a+i+j]*X[a+i+j];if(q/80>400){e+=q;act+=80;}}
  double g=act?rms_dbm0(lvl)/sqrt(e/act):0;for(size_t i=0;i<m;i++)X[a+i]*=g;
}
static void talk_speech(const char*nm,const char*const*voices,int nv,double minutes,double lvlmin,double lvlmax,int law){
  if(skip(nm))return;begin(nm);char tmp[700];snprintf(tmp,sizeof tmp,"%s/.txt",OUT);
  while(N<minutes*60*FS*SC){const char*v=voices[rndi(nv)];char lang[16];snprintf(lang,16,"%s",v);char*p=strchr(lang,'+');if(p)*p=0;
    FILE*f=fopen(tmp,"w");for(int i=0;i<5;i++){char s[400];sentence(s,400,lang);fputs(s,f);}fclose(f);
    char cmd[1200];snprintf(cmd,1200,"espeak-ng -v %s -s %d -p %d -g %d --stdout -f %s 2>/dev/null",v,120+rndi(110),rndi(100),rndi(4),tmp);
    FILE*q=popen(cmd,"r");if(!q)exit(2);static int16_t*b;static size_t cb;size_t n=0;if(!b){cb=22050*120;b=malloc(cb*2);}uint8_t h[44];if(fread(h,1,44,q)!=44){fprintf(stderr,"espeak-ng failed: %s\n",cmd);exit(2);}
    n=fread(b,2,cb,q);pclose(q);double warp=rndr(.88,1.14);append_resampled(b,n,22050*warp,rndr(lvlmin,lvlmax),rndi(2));silence(rndr(.05,.3));}
  N=(size_t)(minutes*60*FS*SC);remove(tmp);noise(0,N,-62);pulse(0,N/(double)FS,"-","talkoff:speech",0,"mustnot");finish(nm,"talkoff","dtmf","",law);
}
/* sung vowels / whistles / laughs : glottal pulse train with strong resonances gliding through the DTMF bands */
static void talk_vowel(const char*nm,double minutes){
  if(skip(nm))return;begin(nm);double y1[5]={0},y2[5]={0};
  while(N<minutes*60*FS*SC){double d=rndr(.15,1.2);size_t n=(size_t)(d*FS),a=N;extend(N+n+(size_t)(FS*rndr(.01,.2)));int mode=rndi(5);double lv=rndr(-20,-8);
    if(mode==0){/* whistle, 1 partial + weak 2nd, vibrato */double f0=rndr(600,2400),f1=f0*rndr(.7,1.4),ph=0,A=amp_dbm0(lv),vd=rndr(0,.02),vr=rndr(4,7);for(size_t i=0;i<n;i++){double f=(f0+(f1-f0)*i/n)*(1+vd*sin(PI2*vr*i/FS));ph+=PI2*f/FS;X[a+i]+=A*(sin(ph)+.08*sin(2*ph));}}
    else{double f0=rndr(85,720),f1=f0*rndr(.75,1.35);double F[4],B[4];F[0]=rndr(280,1000);F[1]=rndr(800,2300);F[2]=rndr(2200,3000);F[3]=3500;B[0]=rndr(30,90);B[1]=rndr(30,110);B[2]=120;B[3]=200;
      if(mode==1){/* adversarial: resonances centred on a DTMF pair */int k=rndi(16);F[0]=ROW[k>>2]*rndr(.98,1.02);F[1]=COL[k&3]*rndr(.98,1.02);B[0]=B[1]=rndr(20,50);}
      double ph=0,pk=0,vd=rndr(0,.03),vr=rndr(4,7);memset(y1,0,sizeof y1);memset(y2,0,sizeof y2);
      for(size_t i=0;i<n;i++){double f=(f0+(f1-f0)*i/n)*(1+vd*sin(PI2*vr*i/FS));ph+=f/FS;double e=0;if(ph>=1){ph-=1;e=1;}e+=.02*gauss();
        double o=0,x=e;for(int r=0;r<4;r++){double R=exp(-M_PI*B[r]/FS),c=2*R*cos(PI2*F[r]/FS);double y=(1-R)*x+c*y1[r]-R*R*y2[r];y2[r]=y1[r];y1[r]=y;o+=y*(r==0?1:r==1?.9:.3);}X[a+i]=o;if(fabs(o)>pk)pk=fabs(o);}
      double g=pk>0?amp_dbm0(lv+3)/pk:0;for(size_t i=0;i<n;i++){double w=1;if(i<160)w=i/160.;if(n-i<160)w=(n-i)/160.;X[a+i]*=g*w;}}
  }
  N=(size_t)(minutes*60*FS*SC);noise(0,N,-60);pulse(0,N/(double)FS,"-","talkoff:vowel",0,"mustnot");finish(nm,"talkoff","dtmf","",1);
}
/* worst case: steady voiced sounds whose pitch harmonics fall on a DTMF row AND column; the rest of the energy is 4..14 dB down.
   A count, not a pass/fail (the easiest of these are nearly real digits): lower is better at equal sensitivity. */
static void talk_adversarial(const char*nm,double minutes){
  if(skip(nm))return;
  begin(nm);
  while(N<minutes*60*FS*SC){
    int k=rndi(16);double fr=ROW[k>>2],fc=COL[k&3],f0,best=1e9,bf=0;int kr=0,kc=0;
    for(int t=0;t<40;t++){f0=rndr(85,330);int a=(int)(fr/f0+.5),b=(int)(fc/f0+.5);if(a<1||b<=a)continue;double e=fabs(a*f0/fr-1)+fabs(b*f0/fc-1);if(e<best){best=e;bf=f0;kr=a;kc=b;}}
    f0=bf;size_t n=(size_t)(FS*rndr(.05,.16)),a=N;extend(N+n+(size_t)(FS*rndr(.04,.12)));
    double lv=rndr(-20,-8),res=rndr(4,14),jit=rndr(0,.012),tw=rndr(-4,8),drift=rndr(-.03,.03),ph0=rnd()*PI2;int nh=(int)(3400/f0);double am[48],ph[48],e=0;if(nh>47)nh=47;
    for(int h=1;h<=nh;h++){ph[h]=rnd()*PI2;am[h]=(h==kr||h==kc)?0:rnd()*exp(-fabs(h*f0-600)/900.);e+=am[h]*am[h];}
    double pr=1,pc=pow(10,-tw/20),sc=sqrt((pr*pr+pc*pc)*pow(10,-res/10)/(e>0?e:1));for(int h=1;h<=nh;h++)am[h]*=sc;am[kr]=pr;am[kc]=pc;
    double A=amp_dbm0(lv)/sqrt((pr*pr+pc*pc)*.5)*.7,phs=0;
    for(size_t i=0;i<n;i++){double f=f0*(1+drift*((double)i/n-.5)+jit*sin(PI2*23*i/FS+ph0));phs+=PI2*f/FS;double w=i<60?i/60.:n-i<120?(n-i)/120.:1,o=0;for(int h=1;h<=nh;h++)if(am[h])o+=am[h]*sin(h*phs+ph[h]);X[a+i]+=A*w*o;}
  }
  N=(size_t)(minutes*60*FS*SC);noise(0,N,-55);pulse(0,N/(double)FS,"-","talkoff:adversarial",0,"may");finish(nm,"talkoff_adv","dtmf","",1);
}
static void talk_music(const char*nm,double minutes){
  if(skip(nm))return;begin(nm);static const int SCALE[7]={0,2,4,5,7,9,11};
  while(N<minutes*60*FS*SC){/* one phrase */int root=45+rndi(12);double beat=rndr(.18,.6);int inst=rndi(4);double lv=rndr(-22,-12);int bars=4+rndi(5);
    for(int b=0;b<bars*4;b++){size_t n=(size_t)(beat*FS),a=N;extend(N+n);int voices=1+rndi(4);
      for(int v=0;v<voices;v++){int note=root+12*rndi(4)+SCALE[rndi(7)];double f=440*pow(2,(note-69)/12.0);size_t len=(size_t)(n*rndr(.8,1.0));double A=amp_dbm0(lv-3*(voices>1)),dec=inst==1?rndr(3,8):rndr(.2,1.5),vd=inst==2?.006:.001;
        double hs[8]={1,.5,.35,.25,.18,.1,.06,.04};if(inst==3){hs[1]=.3;hs[2]=.6;hs[3]=.1;hs[4]=.35;}if(inst==2){hs[1]=.7;hs[2]=.5;}
        double ph=rnd()*PI2;for(size_t i=0;i<len;i++){double e=exp(-dec*i/FS)*(i<80?i/80.:1)*(len-i<80?(len-i)/80.:1);ph+=PI2*f*(1+vd*sin(PI2*5.5*i/FS))/FS;double s=0;for(int h=0;h<8;h++){if(f*(h+1)>3500)break;s+=hs[h]*sin((h+1)*ph);}X[a+i]+=.7*A*e*s;}}
      if(rndi(3)==0){double A=amp_dbm0(lv);for(size_t i=0;i<n&&i<800;i++)X[a+i]+=A*exp(-i/120.)*gauss()*.5;}
    }silence(rndr(0,.2));}
  N=(size_t)(minutes*60*FS*SC);noise(0,N,-60);pulse(0,N/(double)FS,"-","talkoff:music",0,"mustnot");finish(nm,"talkoff","dtmf","",2);
}
static void talkoff(void){
  static const char*EN[]={"en-us","en-us+f2","en-gb+m3","en-us+f4","en-gb+f3","en-us+m1","en-gb-scotland+f5","en-us+m7"};
  static const char*ML[]={"cmn","cmn+f3","fr-fr","fr-fr+f4","de","de+f2","ja","ja+f3","es","es+f5","ru","ru+f4"};
  talk_speech("talkoff_speech_en",EN,8,10.3,-24,-12,2);
  talk_speech("talkoff_speech_multi",ML,12,10.3,-24,-12,1);
  talk_vowel("talkoff_vowels",2.5);
  talk_adversarial("talkoff_adversarial",2);
  talk_music("talkoff_music",5);
}
int main(int c,char**v){
  if(c<2){fprintf(stderr,"usage: %s OUTDIR [--seed N] [--no-talkoff] [--scale-talkoff X] [--only PREFIX]\n",v[0]);return 2;}
  snprintf(OUT,sizeof OUT,"%s",v[1]);int talk=1;
  for(int i=2;i<c;i++){if(!strcmp(v[i],"--seed"))BASE=strtoull(v[++i],0,0);else if(!strcmp(v[i],"--no-talkoff"))talk=0;else if(!strcmp(v[i],"--scale-talkoff"))SC=atof(v[++i]);else if(!strcmp(v[i],"--only"))ONLY=v[++i];}
  char fn[700];snprintf(fn,sizeof fn,"%s/expected.json",OUT);J=fopen(fn,"w");if(!J){perror(fn);return 1;}
  fprintf(J,"{\"version\":1,\"seed\":%llu,\"rate\":8000,\"bits\":16,\"pulse_fields\":[\"t\",\"dur\",\"event\",\"section\",\"param\",\"expect\"],\"files\":[",(unsigned long long)BASE);
  mitel();ext();fax();cpt();cid();if(talk)talkoff();
  fprintf(J,"\n]}\n");fclose(J);fprintf(stderr,"total %.1f min\n",total_sec/60);return 0;}

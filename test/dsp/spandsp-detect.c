/* spandsp (Debian libspandsp-dev 0.0.6) behind the interface of tipring-detect.
 *   cc -O2 -o spandsp-detect spandsp-detect.c -lspandsp -lm
 *   spandsp-detect dtmf|dtmf_dtfilter|tone|cid  FILE.wav  [zone]
 * Prints JSON lines: {"t":<seconds of audio consumed when reported>,"event":..., ...} */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stdint.h>
#include <spandsp.h>
static int16_t*x;static int n;static double T;
static void load(const char*f){FILE*p=fopen(f,"rb");if(!p){perror(f);exit(1);}fseek(p,0,SEEK_END);long L=ftell(p);fseek(p,44,SEEK_SET);n=(L-44)/2;x=malloc(n*2+2);if(fread(x,2,n,p)!=(size_t)n)exit(1);fclose(p);}
static void tone_cb(void*u,int tone,int level,int delay){(void)u;(void)delay;if(tone==MODEM_CONNECT_TONES_NONE)return;
  const char*m=tone==MODEM_CONNECT_TONES_FAX_CNG?"cng":(tone==MODEM_CONNECT_TONES_FAX_CED||tone==MODEM_CONNECT_TONES_ANS||tone==MODEM_CONNECT_TONES_ANS_PR||tone==MODEM_CONNECT_TONES_ANSAM||tone==MODEM_CONNECT_TONES_ANSAM_PR)?"ced":"other";
  printf("{\"t\":%.4f,\"event\":\"%s\",\"raw\":\"%s\",\"level\":%d}\n",T,m,modem_connect_tone_to_str(tone),level);}
static adsi_rx_state_t*ar;
static void put_cid(void*u,const uint8_t*msg,int len){(void)u;char num[64]="",name[64]="",dt[32]="";uint8_t ft;const uint8_t*fb;int fl,pos=-1;uint8_t type=msg[0];
  pos=adsi_next_field(ar,msg,len,-1,&ft,&fb,&fl);while(pos>0){ if(!fb){pos=adsi_next_field(ar,msg,len,pos,&ft,&fb,&fl);continue;}
    char b[64];int k=fl<63?fl:63;memcpy(b,fb,k);b[k]=0;
    if(type==0x80){if(ft==1)strcpy(dt,b);else if(ft==2)strcpy(num,b);else if(ft==7)strcpy(name,b);}else{if(strlen(b)>=8){memcpy(dt,b,8);dt[8]=0;strcpy(num,b+8);}}
    pos=adsi_next_field(ar,msg,len,pos,&ft,&fb,&fl);}
  printf("{\"t\":%.4f,\"event\":\"cid\",\"number\":\"%s\",\"name\":\"%s\",\"datetime\":\"%s\"}\n",T,num,name,dt);}
typedef struct{const char*zone,*name;int f1,f2;int c[8];}cpt_t;
static const cpt_t C[]={{"cn","dial",450,0,{0}},{"cn","busy",450,0,{350,350}},{"cn","ringback",450,0,{1000,4000}},{"cn","congestion",450,0,{700,700}},
{"us","dial",350,440,{0}},{"us","busy",480,620,{500,500}},{"us","ringback",440,480,{2000,4000}},{"us","congestion",480,620,{250,250}},
{"uk","dial",350,440,{0}},{"uk","busy",400,0,{375,375}},{"uk","ringback",400,450,{400,200,400,2000}},{"uk","congestion",400,0,{400,350,225,525}},
{"fr","dial",440,0,{0}},{"fr","busy",440,0,{500,500}},{"fr","ringback",440,0,{1500,3500}},{"fr","congestion",440,0,{250,250}},
{"de","dial",425,0,{0}},{"de","busy",425,0,{480,480}},{"de","ringback",425,0,{1000,4000}},{"de","congestion",425,0,{240,240}},
{"jp","dial",400,0,{0}},{"jp","busy",400,0,{500,500}},{"jp","ringback",384,416,{1000,2000}}};
static const char*names[16];
static void st_cb(void*u,int code,int level,int delay){(void)u;(void)level;(void)delay;if(code>=0&&code<16)printf("{\"t\":%.4f,\"event\":\"%s\"}\n",T,names[code]);}
int main(int c,char**v){if(c<3)return 2;load(v[2]);const char*zone=c>3?v[3]:"";
 if(!strncmp(v[1],"dtmf",4)){dtmf_rx_state_t*s=dtmf_rx_init(NULL,NULL,NULL);if(v[1][4])dtmf_rx_parms(s,1,-1,-1,-99);for(int i=0;i<n;i+=80){int k=n-i<80?n-i:80;dtmf_rx(s,x+i,k);T=(i+k)/8000.0;char b[129];int m=dtmf_rx_get(s,b,128);for(int j=0;j<m;j++)printf("{\"t\":%.4f,\"digit\":\"%c\"}\n",T,b[j]);}}
 else if(!strcmp(v[1],"cid")){ar=adsi_rx_init(NULL,!strcmp(zone,"etsi")?ADSI_STANDARD_CLIP:ADSI_STANDARD_CLASS,put_cid,NULL);for(int i=0;i<n;i+=160){int k=n-i<160?n-i:160;T=(i+k)/8000.0;adsi_rx(ar,x+i,k);}}
 else if(!strcmp(v[1],"tone")&&!*zone){modem_connect_tones_rx_state_t*a=modem_connect_tones_rx_init(NULL,MODEM_CONNECT_TONES_FAX_CNG,tone_cb,NULL),*b=modem_connect_tones_rx_init(NULL,MODEM_CONNECT_TONES_ANS_PR,tone_cb,NULL);for(int i=0;i<n;i+=160){int k=n-i<160?n-i:160;T=(i+k)/8000.0;modem_connect_tones_rx(a,x+i,k);modem_connect_tones_rx(b,x+i,k);}}
 else{super_tone_rx_descriptor_t*d=super_tone_rx_make_descriptor(NULL);int id=0;for(unsigned k=0;k<sizeof C/sizeof*C;k++)if(!strcmp(C[k].zone,zone)){int t=super_tone_rx_add_tone(d);names[t]=C[k].name;(void)id;if(!C[k].c[0])super_tone_rx_add_element(d,t,C[k].f1,C[k].f2,1200,0);else{int rep=!strcmp(C[k].name,"ringback")?1:2;for(int r=0;r<rep;r++)for(int j=0;j<8&&C[k].c[j];j++){int L=C[k].c[j];if(j&1)super_tone_rx_add_element(d,t,0,0,L*85/100,L*115/100);else super_tone_rx_add_element(d,t,C[k].f1,C[k].f2,L*85/100,L*115/100);}}}
  super_tone_rx_state_t*s=super_tone_rx_init(NULL,d,st_cb,NULL);for(int i=0;i<n;i+=160){int k=n-i<160?n-i:160;T=(i+k)/8000.0;int o=0;while(o<k){int q=super_tone_rx(s,x+i+o,k-o);if(q<=0)break;o+=q;}}}
 return 0;}

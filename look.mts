import { chromium } from 'playwright';
const out='/tmp/shots'; import fs from 'node:fs'; fs.mkdirSync(out,{recursive:true});
const slugs=['working','do-i-need-oauth','why-no-secret','how-codes-leak','the-trick','s256-or-plain','where-the-verifier-lives','finding-the-server','out-and-back','token-endpoint','what-a-token-buys','after-15-minutes','what-pkce-does-not-fix','rebuild-it','your-server'];
const b=await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox','--disable-gpu']});
const pages=process.argv.slice(2);
for (const [w,h,scheme] of [[1440,900,'light'],[1024,768,'dark'],[390,844,'dark']] as const){
 const c=await b.newContext({viewport:{width:w,height:h},colorScheme:scheme,reducedMotion:'reduce'});
 await c.addInitScript((slugs)=>{ if(!localStorage.getItem('lab:progress')) localStorage.setItem('lab:progress',JSON.stringify({provenAt:Object.fromEntries(slugs.map((s:string)=>[s,Date.now()])),recalls:[],exams:[]}));},slugs);
 for(const path of pages){ const p=await c.newPage(); const errs:string[]=[]; p.on('console',m=>m.type()==='error'&&errs.push(m.text())); p.on('pageerror',e=>errs.push(String(e)));
  await p.goto('http://localhost:4173'+path); await p.waitForTimeout(2500);
  const over=await p.evaluate(()=>document.documentElement.scrollWidth-document.documentElement.clientWidth);
  await p.screenshot({path:`${out}/${path.replace(/\W+/g,'_')}-${w}-${scheme}.png`,fullPage:false}); await p.evaluate(()=>{const m=document.querySelector('main')??document.scrollingElement; });
  if(path.includes('learn/')) { await p.getByRole('link',{name:/^Next:/}).scrollIntoViewIfNeeded().catch(()=>{}); await p.waitForTimeout(300); await p.screenshot({path:`${out}/${path.replace(/\W+/g,'_')}-${w}-${scheme}-end.png`}); }
  console.log(w,scheme,path,'overflow',over,errs.slice(0,2)); await p.close(); }
 await c.close(); }
await b.close();

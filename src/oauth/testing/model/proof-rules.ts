import type { Exchange } from './exchange.ts';
import type { KeyDatabase } from './key-database.ts';
import { proofFault } from './proof.ts';
import type { ServerModel } from './server.ts';

/** I7: a browser sends valid proofs to a server that binds tokens to keys, and no proof to any other server. */
export interface ProofRules {
  sent(exchange: Exchange): void;
  /** Called when a document gets a response. */
  settled(exchange: Exchange): void;
  /** Called when a document navigates with `request` to the authorization endpoint of a server. */
  navigated(server: ServerModel, request: URLSearchParams): void;
  /** Called after each step. */
  check(): void;
}

export function createProofRules(
  { keys, now }: { keys(): KeyDatabase; now(): number },
  violate: (rule: string) => void,
): ProofRules {
  const proofs = new Set<string>();
  const keysOfSignIns = new Set<string>();
  /** The requests whose proof was refused: sent again if it lacked the nonce, maybe also if it was too old. */
  let refused: Exchange[] = [];

  function checkProof(exchange: Exchange, secret: string, server: ServerModel): void {
    const { proof, url, method, to, headers } = exchange;
    const [scheme, accessToken] = headers.get('Authorization')?.split(' ') ?? [];
    if (server.downgraded.has(secret))
      violate(`I7: ${secret} went to ${url}, although its server called it a bearer token`);
    if (to === 'resource' && scheme !== 'DPoP') violate(`I7: ${secret} went to ${url} as a ${scheme} token`);
    if (!proof) {
      violate(`I7: ${secret} went to ${url} without a proof`);
      return;
    }
    const jkt = server.keyOf(secret);
    if (jkt && proof.jkt !== jkt) violate(`I7: ${secret} went to ${url} with the proof of another key`);
    const flaw = proofFault(proof, { url, method, accessToken: to === 'resource' ? accessToken : undefined });
    if (flaw) violate(`I7: the proof to ${url} ${flaw}`);
    if (proof.iat !== Math.floor(now() / 1000)) violate(`I7: the proof to ${url} has a wrong iat`);
    if (proofs.has(proof.jti)) violate(`I7: the proof to ${url} was used before`);
    proofs.add(proof.jti);
    const verifier = to === 'resource' ? server.dpop?.resource : server.dpop?.token;
    if (proof.nonce && !verifier?.hasSupplied(proof.nonce)) violate(`I4: ${proof.nonce} was sent to ${url}`);
  }

  function secretOf({ to, form, headers }: Exchange): string {
    if (to === 'resource') return headers.get('Authorization')?.split(' ')[1] ?? '';
    return form.get('refresh_token') ?? form.get('code') ?? '';
  }

  return {
    sent(exchange) {
      const { server, to, document, url, form, headers } = exchange;
      if (server?.dpop && (to === 'token' || to === 'resource'))
        checkProof(exchange, secretOf(exchange), server);
      else if (headers.has('DPoP')) violate(`I7: a proof went to ${url}, whose server binds no tokens`);
      const repeated = refused.find(
        (earlier) =>
          earlier.document === document && earlier.url === url && String(earlier.form) === String(form),
      );
      if (!repeated) return;
      exchange.isRepetition = true;
      refused = refused.filter((other) => other !== repeated);
    },
    settled(exchange) {
      // A request that was aborted or lost got no response.
      const isRefused = exchange.refusedProof && exchange.outcome === 'unused';
      if (isRefused && !exchange.isRepetition) refused.push(exchange);
    },
    navigated({ issuer, dpop }, request) {
      const jkt = request.get('dpop_jkt');
      if (!dpop && jkt) violate(`I7: a sign-in named a key to ${issuer}, which binds no tokens`);
      if (!dpop) return;
      if (!jkt) {
        violate(`I7: a sign-in named no key to ${issuer}, so its code is bound to no key`);
        return;
      }
      if (keysOfSignIns.has(jkt)) violate('I7: two sign-ins have the same key');
      keysOfSignIns.add(jkt);
      if (!keys().pairs.has(jkt) && !keys().lost.has(jkt)) violate('I7: the key of a sign-in is not stored');
    },
    check() {
      for (const { id, url, document, refusedProof, form } of refused) {
        const token = form.get('refresh_token');
        const stored = [...document.tab.storage.entries.values()].join();
        // A refresh is not repeated if its grant has ended, or was renewed or replaced, meanwhile.
        const isOver = token && !stored.includes(`"refreshToken":"${token}"`);
        if (document.life === 'awake' && refusedProof === 'use_dpop_nonce' && !isOver)
          violate(`I7: request ${id} to ${url} was not sent again with the nonce`);
      }
      refused = [];
    },
  };
}

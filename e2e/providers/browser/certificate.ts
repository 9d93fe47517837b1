import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** The certificate and the key of a TLS server, as PEM. */
export interface Certificate {
  key: string;
  cert: string;
}

/**
 * Creates a self-signed certificate with a new key, for every host of a test. So the repository contains no key, and
 * the tests need no other tool. Only a client that ignores certificate errors accepts the certificate.
 */
export function selfSignedCertificate(): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const nowMs = Date.now();
  // The fields have the order of RFC 5280 §4.1. The certificate is self-signed, so its issuer equals its subject.
  const toBeSigned = sequence(
    integer(randomBytes(8)),
    ECDSA_WITH_SHA256,
    NAME,
    sequence(utcTime(nowMs - DAY_MS), utcTime(nowMs + DAY_MS)),
    NAME,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', toBeSigned, privateKey);
  const der = sequence(toBeSigned, ECDSA_WITH_SHA256, element(BIT_STRING, Buffer.from([0]), signature));
  const base64 = der.toString('base64').replace(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  };
}

const DAY_MS = 24 * 3600 * 1000;
const [INTEGER, BIT_STRING, OBJECT_IDENTIFIER, UTF8_STRING, UTC_TIME, SEQUENCE, SET] = [
  0x02, 0x03, 0x06, 0x0c, 0x17, 0x30, 0x31,
];
/** The algorithm identifier 1.2.840.10045.4.3.2. */
const ECDSA_WITH_SHA256 = sequence(element(OBJECT_IDENTIFIER, Buffer.from('2a8648ce3d040302', 'hex')));
/** A name with the common name `test` (2.5.4.3). */
const NAME = sequence(
  element(
    SET,
    sequence(
      element(OBJECT_IDENTIFIER, Buffer.from('550403', 'hex')),
      element(UTF8_STRING, Buffer.from('test')),
    ),
  ),
);

/** Encodes tag, length and contents in DER (X.690 §8.1). */
function element(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  // BoringSSL refuses a length field with more bytes than necessary: this field has one, two or three bytes.
  if (length < 0x100) return Buffer.concat([Buffer.from([tag, 0x81, length]), content]);
  return Buffer.concat([Buffer.from([tag, 0x82, length >> 8, length & 0xff]), content]);
}

function sequence(...contents: readonly Buffer[]): Buffer {
  return element(SEQUENCE, ...contents);
}

/** Encodes random bytes as an integer. The first byte 0x01 makes every such integer positive. */
const integer = (bytes: Buffer): Buffer => element(INTEGER, Buffer.from([0x01]), bytes);

function utcTime(timeMs: number): Buffer {
  const [digits = ''] =
    new Date(timeMs)
      .toISOString()
      .replace(/\D/g, '')
      .slice(2)
      .match(/^\d{12}/) ?? [];
  return element(UTC_TIME, Buffer.from(`${digits}Z`));
}

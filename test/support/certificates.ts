// A certificate authority for the length of a test, and a certificate of its for 127.0.0.1: written here in DER
// (RFC 5280, X.690), because not every machine has openssl.

import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

export interface ServerCertificate {
  /** PEM of the authority, for the client to trust. */
  readonly ca: string;
  /** PEM of the server's certificate and its key. */
  readonly cert: string;
  readonly key: string;
}

/** Valid from yesterday for ten days; for 127.0.0.1 and localhost. */
export function createServerCertificate(): ServerCertificate {
  const authority = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const server = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const issuer = name("Switchyard test authority");
  const ca = certificate({
    subject: issuer,
    issuer,
    publicKey: authority.publicKey,
    signingKey: authority.privateKey,
    extensions: [
      extension(BASIC_CONSTRAINTS, sequence(boolean(true)), true),
      // keyCertSign and cRLSign
      extension(KEY_USAGE, bits(1, 0x06), true),
    ],
  });
  const cert = certificate({
    subject: name("127.0.0.1"),
    issuer,
    publicKey: server.publicKey,
    signingKey: authority.privateKey,
    extensions: [
      extension(BASIC_CONSTRAINTS, sequence(), true),
      // digitalSignature
      extension(KEY_USAGE, bits(7, 0x80), true),
      extension(EXTENDED_KEY_USAGE, sequence(SERVER_AUTH), false),
      extension(SUBJECT_ALT_NAME, sequence(tagged(0x87, 127, 0, 0, 1), tlv(0x82, Buffer.from("localhost"))), false),
    ],
  });
  const key = server.privateKey.export({ type: "pkcs8", format: "pem" });
  return { ca: pem(ca), cert: pem(cert), key };
}

interface CertificateInput {
  readonly subject: Buffer;
  readonly issuer: Buffer;
  readonly publicKey: KeyObject;
  readonly signingKey: KeyObject;
  readonly extensions: readonly Buffer[];
}

function certificate(input: CertificateInput): Buffer {
  const { subject, issuer, publicKey, signingKey, extensions } = input;
  const toBeSigned = sequence(
    // Version 3
    tlv(0xa0, tagged(0x02, 2)),
    tlv(0x02, Buffer.concat([Buffer.of(0x01), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    issuer,
    validity(),
    subject,
    publicKey.export({ type: "spki", format: "der" }),
    tlv(0xa3, sequence(...extensions)),
  );
  const signature = sign("sha256", toBeSigned, signingKey);
  return sequence(toBeSigned, ECDSA_WITH_SHA256, bitString(0, signature));
}

const DAY_MS = 86_400_000;

function validity(): Buffer {
  const now = Date.now();
  return sequence(generalizedTime(now - DAY_MS), generalizedTime(now + 9 * DAY_MS));
}

function generalizedTime(at: number): Buffer {
  const digits = new Date(at).toISOString().replaceAll(/[-:T]|\.\d+/g, "");
  // Years before 2050 stand in two digits (RFC 5280, 4.1.2.5).
  return tlv(0x17, Buffer.from(digits.slice(2)));
}

function name(commonName: string): Buffer {
  return sequence(tlv(0x31, sequence(oid("550403"), tlv(0x0c, Buffer.from(commonName)))));
}

function extension(id: Buffer, value: Buffer, critical: boolean): Buffer {
  return sequence(id, ...(critical ? [boolean(true)] : []), tlv(0x04, value));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

function boolean(value: boolean): Buffer {
  return tagged(0x01, value ? 0xff : 0x00);
}

function bits(unused: number, byte: number): Buffer {
  return bitString(unused, Buffer.of(byte));
}

function bitString(unused: number, bytes: Buffer): Buffer {
  return tlv(0x03, Buffer.concat([Buffer.of(unused), bytes]));
}

function tagged(tag: number, ...bytes: readonly number[]): Buffer {
  return tlv(tag, Buffer.from(bytes));
}

/** Tag, length, value. */
function tlv(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), value]);
}

/** An object identifier by the hex of its encoding. */
function oid(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, "hex"));
}

const BASIC_CONSTRAINTS = oid("551d13");
const KEY_USAGE = oid("551d0f");
const EXTENDED_KEY_USAGE = oid("551d25");
const SUBJECT_ALT_NAME = oid("551d11");
const SERVER_AUTH = oid("2b06010505070301");
const ECDSA_WITH_SHA256 = sequence(oid("2a8648ce3d040302"));

function pem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

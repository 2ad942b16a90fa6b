package dev.gossip.signing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/** Secret keys in DER: PKCS#8 (RFC 5958, RFC 8410), plain or encrypted. */
final class KeyDer {
  static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

  private static final Map<String, String> OTHER_ALGORITHMS =
      Map.of(
          "1.3.101.110", "X25519",
          "1.3.101.111", "X448",
          "1.3.101.113", "Ed448",
          "1.2.840.113549.1.1.1", "RSA",
          "1.2.840.113549.1.1.10", "RSA-PSS",
          "1.2.840.10045.2.1", "EC",
          "1.2.840.10040.4.1", "DSA");

  private KeyDer() {}

  /** Parses the outer sequence that all key forms have; returns null for anything else. */
  static @Nullable ASN1Sequence sequenceIn(byte[] bytes) {
    try {
      return ASN1Primitive.fromByteArray(bytes) instanceof ASN1Sequence sequence ? sequence : null;
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /**
   * Reads the secret from the contents of a DER file.
   *
   * @param passphrase called only for an encrypted key
   * @throws BadKeyException if there is no usable key; the message has the remedy
   */
  static byte[] secretIn(ASN1Sequence der, Supplier<char[]> passphrase) {
    ASN1Encodable first = der.size() < 2 ? null : der.getObjectAt(0);
    ASN1Encodable second = der.size() < 2 ? null : der.getObjectAt(1);
    if (first instanceof ASN1Integer && second instanceof ASN1Sequence algorithm) {
      if (isPkcs7(algorithm)) {
        throw new BadKeyException(
            "it is a PKCS#12 key store; run 'openssl pkcs12 -in OLD -nocerts -out NEW'");
      }
      return readPlainSecret(der);
    }
    if (first instanceof ASN1Integer) {
      throw new BadKeyException(
          "its key is for RSA, EC or DSA, not for Ed25519; " + KeyContents.MAKE_ONE);
    }
    if (first instanceof ASN1Sequence && second instanceof ASN1OctetString) {
      return readPlainSecret(KeyEncryption.decrypt(der, passphrase));
    }
    if (first instanceof ASN1Sequence && second instanceof ASN1BitString) {
      throw new BadKeyException("it is a public key; name the file of the private one");
    }
    throw new BadKeyException(
        "it is a certificate or other DER data, not a private key; name the file of the private"
            + " key");
  }

  private static boolean isPkcs7(ASN1Sequence contents) {
    return contents.size() > 0
        && contents.getObjectAt(0) instanceof ASN1ObjectIdentifier type
        && type.on(PKCSObjectIdentifiers.pkcs_7);
  }

  /**
   * Reads the secret from unencrypted PKCS#8.
   *
   * @throws BadKeyException if the key is damaged or for another algorithm
   */
  static byte[] readPlainSecret(@Nullable ASN1Sequence der) {
    PrivateKeyInfo info;
    byte[] secret;
    ASN1ObjectIdentifier algorithm;
    try {
      info = PrivateKeyInfo.getInstance(der);
      algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
      secret =
          algorithm.equals(ED25519)
              ? ASN1OctetString.getInstance(info.parsePrivateKey()).getOctets()
              : new byte[0];
    } catch (IOException | RuntimeException e) {
      throw new BadKeyException(KeyContents.DAMAGED, e);
    }
    if (!algorithm.equals(ED25519)) {
      throw new BadKeyException(
          "its key is not an Ed25519 key; its algorithm is "
              + OTHER_ALGORITHMS.getOrDefault(algorithm.getId(), "unknown")
              + " (OID "
              + algorithm
              + "); "
              + KeyContents.MAKE_ONE);
    }
    if (secret.length != Ed25519.SECRET_KEY_SIZE) {
      throw new BadKeyException(KeyContents.DAMAGED);
    }
    requireOwnPublicKey(secret, info.getPublicKeyData());
    return secret;
  }

  /** Only version 1 of RFC 5958 includes the public key. */
  private static void requireOwnPublicKey(byte[] secret, @Nullable ASN1BitString included) {
    byte[] own = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(secret, 0, own, 0);
    if (included != null && !Arrays.equals(own, included.getOctets())) {
      throw new BadKeyException(
          "its public key does not match its private key; restore it from a backup or make a new"
              + " one");
    }
  }

  /** Encodes a secret in PKCS#8. */
  static byte[] encode(byte[] secret) {
    try {
      return new PrivateKeyInfo(new AlgorithmIdentifier(ED25519), new DEROctetString(secret))
          .getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

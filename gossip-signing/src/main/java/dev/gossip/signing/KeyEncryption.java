package dev.gossip.signing;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PKCS7Padding;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * Keys under a passphrase: PBES2 (RFC 8018) of PBKDF2, HMAC-SHA-256 and AES-CBC, which is what
 * OpenSSL takes by default.
 */
final class KeyEncryption {
  /** What OWASP's password storage cheat sheet asks for (2023); about half a second. */
  private static final int ITERATIONS = 600_000;

  /** About ten seconds; a damaged file could ask for an hour. */
  private static final int MAX_ITERATIONS = 10_000_000;

  private static final int SALT_BYTES = 16;
  private static final int IV_BYTES = 16;
  private static final int AES_256_BITS = 256;
  private static final int UNKNOWN = 0;

  private static final Map<ASN1ObjectIdentifier, Integer> AES_CBC_BITS =
      Map.of(
          NISTObjectIdentifiers.id_aes128_CBC,
          128,
          NISTObjectIdentifiers.id_aes256_CBC,
          AES_256_BITS);

  private static final AlgorithmIdentifier HMAC_SHA256 =
      new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);

  private KeyEncryption() {}

  /** Encrypts the DER form of a key. */
  static EncryptedPrivateKeyInfo encrypt(byte[] keyInfo, char[] passphrase) {
    SecureRandom random = new SecureRandom();
    byte[] salt = new byte[SALT_BYTES];
    byte[] iv = new byte[IV_BYTES];
    random.nextBytes(salt);
    random.nextBytes(iv);
    PBES2Parameters parameters =
        new PBES2Parameters(
            new KeyDerivationFunc(
                PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(salt, ITERATIONS, HMAC_SHA256)),
            new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv)));
    try {
      return new EncryptedPrivateKeyInfo(
          new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters),
          crypt(true, keyOf(passphrase, salt, ITERATIONS, AES_256_BITS), iv, keyInfo));
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("only what is decrypted can have a bad padding", e);
    }
  }

  /**
   * Decrypts the DER form of a key.
   *
   * @param passphrase asked for only if the rest is in order
   * @throws BadKeyException what is wrong, and the remedy
   */
  static byte[] decrypt(byte[] encrypted, Supplier<char[]> passphrase) {
    EncryptedPrivateKeyInfo info;
    PBKDF2Params pbkdf2;
    int aesBits;
    int iterations;
    byte[] iv;
    try {
      info = EncryptedPrivateKeyInfo.getInstance(encrypted);
      PBES2Parameters parameters = pbes2Of(info.getEncryptionAlgorithm());
      pbkdf2 = PBKDF2Params.getInstance(parameters.getKeyDerivationFunc().getParameters());
      EncryptionScheme scheme = parameters.getEncryptionScheme();
      require(pbkdf2.getPrf().getAlgorithm(), PKCSObjectIdentifiers.id_hmacWithSHA256);
      aesBits = AES_CBC_BITS.getOrDefault(scheme.getAlgorithm(), UNKNOWN);
      iv = ASN1OctetString.getInstance(scheme.getParameters()).getOctets();
      iterations = pbkdf2.getIterationCount().intValueExact();
      if (aesBits == UNKNOWN) {
        throw new UnknownSchemeException(scheme.getAlgorithm());
      }
    } catch (UnknownSchemeException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new BadKeyException(KeyPem.DAMAGED, e);
    }
    if (iv.length != IV_BYTES || iterations < 1 || iterations > MAX_ITERATIONS) {
      throw new BadKeyException(KeyPem.DAMAGED);
    }
    CipherParameters key = keyOf(passphrase.get(), pbkdf2.getSalt(), iterations, aesBits);
    try {
      byte[] keyInfo = crypt(false, key, iv, info.getEncryptedData());
      // Of all wrong passphrases, one in 256 gives a padding that looks right.
      PrivateKeyInfo.getInstance(keyInfo);
      return keyInfo;
    } catch (InvalidCipherTextException | RuntimeException e) {
      throw new BadKeyException(
          "the passphrase is wrong, or the file is damaged; try another passphrase", e);
    }
  }

  private static PBES2Parameters pbes2Of(AlgorithmIdentifier algorithm) {
    require(algorithm.getAlgorithm(), PKCSObjectIdentifiers.id_PBES2);
    PBES2Parameters parameters = PBES2Parameters.getInstance(algorithm.getParameters());
    require(parameters.getKeyDerivationFunc().getAlgorithm(), PKCSObjectIdentifiers.id_PBKDF2);
    return parameters;
  }

  private static void require(ASN1ObjectIdentifier found, ASN1ObjectIdentifier expected) {
    if (!found.equals(expected)) {
      throw new UnknownSchemeException(found);
    }
  }

  private static CipherParameters keyOf(
      char[] passphrase, byte[] salt, int iterations, int aesBits) {
    byte[] utf8 = PBEParametersGenerator.PKCS5PasswordToUTF8Bytes(passphrase);
    PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
    generator.init(utf8, salt, iterations);
    return generator.generateDerivedParameters(aesBits);
  }

  private static byte[] crypt(boolean encrypt, CipherParameters key, byte[] iv, byte[] bytes)
      throws InvalidCipherTextException {
    PaddedBufferedBlockCipher cipher =
        new PaddedBufferedBlockCipher(
            CBCBlockCipher.newInstance(AESEngine.newInstance()), new PKCS7Padding());
    cipher.init(encrypt, new ParametersWithIV(key, iv));
    byte[] result = new byte[cipher.getOutputSize(bytes.length)];
    int length = cipher.processBytes(bytes, 0, bytes.length, result, 0);
    length += cipher.doFinal(result, length);
    return Arrays.copyOf(result, length);
  }

  /** The file is in order, but encrypted in another way. */
  private static final class UnknownSchemeException extends BadKeyException {
    private static final long serialVersionUID = 1;

    UnknownSchemeException(ASN1ObjectIdentifier algorithm) {
      super(
          "it is encrypted in a way that is not known here (OID "
              + algorithm
              + "); run 'openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD -out NEW'");
    }
  }
}

package dev.gossip.signing;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
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
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PKCS7Padding;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts and decrypts keys with a passphrase: PBES2 (RFC 8018) with PBKDF2, HMAC and AES-CBC.
 * Keys are written with HMAC-SHA-256 and AES-256, as OpenSSL does. The variants that Java libraries
 * write are read too, such as Bouncy Castle's HMAC-SHA-1.
 */
final class KeyEncryption {
  /** As recommended by OWASP's password storage cheat sheet (2023); takes about half a second. */
  private static final int ITERATIONS = 600_000;

  /** Takes about ten seconds; without a limit, a damaged file could cause hours of work. */
  private static final int MAX_ITERATIONS = 10_000_000;

  private static final int SALT_BYTES = 16;
  private static final int IV_BYTES = 16;
  private static final int AES_256_BITS = 256;

  private static final String CONVERSION = "openssl pkcs8 -topk8 -v2 aes-256-cbc";
  private static final String LEGACY_PROVIDER = " -provider legacy -provider default";

  private static final Map<ASN1ObjectIdentifier, Integer> AES_CBC_BITS =
      Map.of(
          NISTObjectIdentifiers.id_aes128_CBC,
          128,
          NISTObjectIdentifiers.id_aes192_CBC,
          192,
          NISTObjectIdentifiers.id_aes256_CBC,
          AES_256_BITS);

  private static final AlgorithmIdentifier HMAC_SHA256 =
      new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);

  private static final Map<ASN1ObjectIdentifier, Supplier<Digest>> HMAC_DIGESTS =
      Map.of(
          PKCSObjectIdentifiers.id_hmacWithSHA1,
          SHA1Digest::new,
          PKCSObjectIdentifiers.id_hmacWithSHA224,
          SHA224Digest::new,
          PKCSObjectIdentifiers.id_hmacWithSHA256,
          SHA256Digest::new,
          PKCSObjectIdentifiers.id_hmacWithSHA384,
          SHA384Digest::new,
          PKCSObjectIdentifiers.id_hmacWithSHA512,
          SHA512Digest::new);

  /** Schemes that OpenSSL 3 reads only with its legacy provider. */
  private static final Set<String> LEGACY_IN_OPENSSL =
      Set.of(
          // PBES1 of MD5 or SHA-1, DES or RC2
          "1.2.840.113549.1.5.3",
          "1.2.840.113549.1.5.6",
          "1.2.840.113549.1.5.10",
          "1.2.840.113549.1.5.11",
          // PKCS#12: RC4 and RC2
          "1.2.840.113549.1.12.1.1",
          "1.2.840.113549.1.12.1.2",
          "1.2.840.113549.1.12.1.5",
          "1.2.840.113549.1.12.1.6",
          // RC2 and DES
          "1.2.840.113549.3.2",
          "1.3.14.3.2.7");

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
          crypt(
              true,
              keyOf(passphrase, new SHA256Digest(), salt, ITERATIONS, AES_256_BITS),
              iv,
              keyInfo));
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("padding can be invalid only in decryption", e);
    }
  }

  /** The parameters for deriving the key from the passphrase and decrypting. */
  private record Scheme(
      Digest digest, PBKDF2Params pbkdf2, int iterations, int aesBits, ByteBuffer iv) {}

  /**
   * Decrypts a key.
   *
   * @param passphrase called only if the rest is valid
   * @return the key in PKCS#8
   * @throws BadKeyException if the key cannot be decrypted; the message has the remedy
   */
  static ASN1Sequence decrypt(@Nullable ASN1Sequence encrypted, Supplier<char[]> passphrase) {
    EncryptedPrivateKeyInfo info;
    Scheme scheme;
    try {
      info = EncryptedPrivateKeyInfo.getInstance(encrypted);
      scheme = schemeOf(info.getEncryptionAlgorithm());
    } catch (BadKeyException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new BadKeyException(KeyContents.DAMAGED, e);
    }
    CipherParameters key =
        keyOf(
            passphrase.get(),
            scheme.digest(),
            scheme.pbkdf2().getSalt(),
            scheme.iterations(),
            scheme.aesBits());
    try {
      byte[] keyInfo = crypt(false, key, scheme.iv().array(), info.getEncryptedData());
      // One in 256 wrong passphrases gives valid padding, so the content is parsed as well.
      return (ASN1Sequence) PrivateKeyInfo.getInstance(keyInfo).toASN1Primitive();
    } catch (InvalidCipherTextException | RuntimeException e) {
      throw new BadKeyException(
          "the passphrase is wrong, or the file is damaged; try another passphrase", e);
    }
  }

  private static Scheme schemeOf(AlgorithmIdentifier algorithm) {
    PBES2Parameters parameters = pbes2Of(algorithm);
    PBKDF2Params pbkdf2 =
        PBKDF2Params.getInstance(parameters.getKeyDerivationFunc().getParameters());
    ASN1ObjectIdentifier hmac = pbkdf2.getPrf().getAlgorithm();
    Supplier<Digest> digest = HMAC_DIGESTS.get(hmac);
    if (digest == null) {
      throw new UnsupportedSchemeException(hmac);
    }
    ASN1ObjectIdentifier cipher = parameters.getEncryptionScheme().getAlgorithm();
    Integer aesBits = AES_CBC_BITS.get(cipher);
    if (aesBits == null) {
      throw new UnsupportedSchemeException(cipher);
    }
    byte[] iv =
        ASN1OctetString.getInstance(parameters.getEncryptionScheme().getParameters()).getOctets();
    int iterations = pbkdf2.getIterationCount().intValueExact();
    if (iterations > MAX_ITERATIONS) {
      throw new BadKeyException(
          "it requires "
              + iterations
              + " iterations of PBKDF2, more than the limit of "
              + MAX_ITERATIONS
              + "; run '"
              + CONVERSION
              + " -in OLD -out NEW'");
    }
    if (iv.length != IV_BYTES || iterations < 1) {
      throw new BadKeyException(KeyContents.DAMAGED);
    }
    return new Scheme(digest.get(), pbkdf2, iterations, aesBits, ByteBuffer.wrap(iv));
  }

  private static PBES2Parameters pbes2Of(AlgorithmIdentifier algorithm) {
    require(algorithm.getAlgorithm(), PKCSObjectIdentifiers.id_PBES2);
    PBES2Parameters parameters = PBES2Parameters.getInstance(algorithm.getParameters());
    require(parameters.getKeyDerivationFunc().getAlgorithm(), PKCSObjectIdentifiers.id_PBKDF2);
    return parameters;
  }

  private static void require(ASN1ObjectIdentifier found, ASN1ObjectIdentifier expected) {
    if (!found.equals(expected)) {
      throw new UnsupportedSchemeException(found);
    }
  }

  private static CipherParameters keyOf(
      char[] passphrase, Digest digest, byte[] salt, int iterations, int aesBits) {
    byte[] utf8 = PBEParametersGenerator.PKCS5PasswordToUTF8Bytes(passphrase);
    PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(digest);
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

  /** The file is well-formed but uses an unsupported encryption scheme. */
  private static final class UnsupportedSchemeException extends BadKeyException {
    private static final long serialVersionUID = 1;

    UnsupportedSchemeException(ASN1ObjectIdentifier algorithm) {
      super(
          "it uses an unsupported encryption scheme (OID "
              + algorithm
              + "); run '"
              + CONVERSION
              + (LEGACY_IN_OPENSSL.contains(algorithm.getId()) ? LEGACY_PROVIDER : "")
              + " -in OLD -out NEW'");
    }
  }
}

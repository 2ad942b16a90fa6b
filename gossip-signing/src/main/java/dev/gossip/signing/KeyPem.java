package dev.gossip.signing;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/** Secret keys as text, as OpenSSL reads and writes them: PKCS#8 (RFC 5958, RFC 8410) in PEM. */
final class KeyPem {
  static final String DAMAGED = "it is damaged or cut off; take it from a backup or make a new one";

  private static final String BEGIN = "-----BEGIN";
  private static final String PLAIN = "PRIVATE KEY";
  private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
  private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

  /** Lines have a multiple of four letters, the last by filling up. */
  private static final Pattern BASE64 = Pattern.compile("([A-Za-z0-9+/=]{4})*");

  private KeyPem() {}

  /** A key as text that whoever has it can use. */
  static String encode(byte[] secret) {
    return pem(PLAIN, der(secret));
  }

  /** A key as text that is of no use without the passphrase. */
  static String encrypt(byte[] secret, char[] passphrase) {
    EncryptedPrivateKeyInfo info = KeyEncryption.encrypt(der(secret), passphrase);
    try {
      return pem(ENCRYPTED, info.getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads the secret out of such a text.
   *
   * @param passphrase asked for only if it is needed
   * @throws BadKeyException if there is none in it: what is wrong, and the remedy
   */
  static byte[] decode(String text, Supplier<char[]> passphrase) {
    PemObject pem = parse(text);
    byte[] content = pem.getContent();
    return switch (pem.getType()) {
      case PLAIN -> secretIn(content);
      case ENCRYPTED -> secretIn(KeyEncryption.decrypt(content, passphrase));
      default ->
          throw new BadKeyException(
              (indexOf(BEGIN, text.lines().toList()) + 1)
                  + ": it holds a '"
                  + pem.getType()
                  + "', not a PKCS#8 '"
                  + PLAIN
                  + "'; make one with 'gossip keygen'");
    };
  }

  private static PemObject parse(String text) {
    PemObject pem;
    try {
      pem = new PemReader(new StringReader(text)).readPemObject();
    } catch (IOException | RuntimeException e) {
      throw new BadKeyException(faultyLine(text.lines().toList()) + ": " + DAMAGED, e);
    }
    if (pem == null) {
      throw new BadKeyException(
          "there is no '" + BEGIN + " " + PLAIN + "-----' in it; make a key with 'gossip keygen'");
    }
    return pem;
  }

  /** The number of the first line that is neither Base64 nor the end, or of the last line. */
  private static int faultyLine(List<String> lines) {
    int i = indexOf(BEGIN, lines) + 1;
    while (i < lines.size() && BASE64.matcher(lines.get(i).strip()).matches()) {
      i++;
    }
    return Math.min(i + 1, lines.size());
  }

  private static int indexOf(String start, List<String> lines) {
    return IntStream.range(0, lines.size())
        .filter(i -> lines.get(i).startsWith(start))
        .findFirst()
        .orElse(-1);
  }

  private static byte[] secretIn(byte[] der) {
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
      throw new BadKeyException(DAMAGED, e);
    }
    if (!algorithm.equals(ED25519)) {
      throw new BadKeyException(
          "its key is not for Ed25519 but for the algorithm "
              + algorithm
              + "; make one with 'gossip keygen'");
    }
    if (secret.length != Ed25519.SECRET_KEY_SIZE) {
      throw new BadKeyException(DAMAGED);
    }
    return secret;
  }

  private static byte[] der(byte[] secret) {
    try {
      return new PrivateKeyInfo(new AlgorithmIdentifier(ED25519), new DEROctetString(secret))
          .getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String pem(String type, byte[] der) {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(type, der));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().replace(System.lineSeparator(), "\n");
  }
}

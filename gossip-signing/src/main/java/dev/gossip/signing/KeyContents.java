package dev.gossip.signing;

import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1Sequence;

/** Finds the secret key in the contents of a file. */
final class KeyContents {
  static final String DAMAGED = "it is damaged or cut off; take it from a backup or make a new one";
  static final String MAKE_ONE = "make one with 'gossip keygen'";

  private KeyContents() {}

  /**
   * Reads the secret.
   *
   * @param passphrase asked for only if it is needed
   * @throws BadKeyException if there is none that can be used: what is wrong, and the remedy
   */
  static byte[] secretIn(byte[] contents, Supplier<char[]> passphrase) {
    if (contents.length == 0) {
      throw new BadKeyException("it is empty; take it from a backup or " + MAKE_ONE);
    }
    ASN1Sequence der = KeyDer.sequenceIn(contents);
    if (der != null) {
      return KeyDer.secretIn(der, passphrase);
    }
    String text =
        FileText.of(contents)
            .orElseThrow(
                () ->
                    new BadKeyException(
                        "it is neither text nor a whole key in DER; name the file of a key, or "
                            + MAKE_ONE));
    return KeyPem.decode(text, passphrase);
  }
}

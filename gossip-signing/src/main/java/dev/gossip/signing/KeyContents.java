package dev.gossip.signing;

import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1Sequence;

/** Finds the secret key in the contents of a file. */
final class KeyContents {
  static final String DAMAGED =
      "it is damaged or cut off; restore it from a backup or make a new one";
  static final String MAKE_ONE = "make one with 'gossip keygen'";

  private KeyContents() {}

  /**
   * Reads the secret.
   *
   * @param passphrase called only for an encrypted key
   * @throws BadKeyException if there is no usable key; the message has the remedy
   */
  static byte[] secretIn(byte[] contents, Supplier<char[]> passphrase) {
    if (contents.length == 0) {
      throw new BadKeyException("it is empty; restore it from a backup or " + MAKE_ONE);
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
                        "it is neither text nor a complete key in DER; name a key file, or "
                            + MAKE_ONE));
    return KeyPem.decode(text, passphrase);
  }
}

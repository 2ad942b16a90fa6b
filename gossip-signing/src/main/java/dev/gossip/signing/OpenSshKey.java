package dev.gossip.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.OpenSSHPrivateKeyUtil;

/** Secret keys as {@code ssh-keygen} writes them; only those without a passphrase are readable. */
final class OpenSshKey {
  private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(US_ASCII);
  private static final String NOT_ENCRYPTED = "none";

  private OpenSshKey() {}

  /**
   * Reads the secret.
   *
   * @throws BadKeyException if the key is encrypted, damaged, or for another algorithm
   */
  static byte[] secretIn(byte[] blob) {
    AsymmetricKeyParameter key;
    try {
      if (!cipherOf(blob).equals(NOT_ENCRYPTED)) {
        throw new EncryptedException();
      }
      key = OpenSSHPrivateKeyUtil.parsePrivateKeyBlob(blob);
    } catch (EncryptedException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new BadKeyException(KeyContents.DAMAGED, e);
    }
    if (key instanceof Ed25519PrivateKeyParameters ed25519) {
      return ed25519.getEncoded();
    }
    throw new BadKeyException("it is an OpenSSH key, but not for Ed25519; " + KeyContents.MAKE_ONE);
  }

  private static String cipherOf(byte[] blob) {
    ByteBuffer bytes = ByteBuffer.wrap(blob);
    byte[] magic = new byte[MAGIC.length];
    bytes.get(magic);
    int length = bytes.getInt();
    if (!Arrays.equals(magic, MAGIC) || length < 0 || length > bytes.remaining()) {
      throw new BadKeyException(KeyContents.DAMAGED);
    }
    byte[] name = new byte[length];
    bytes.get(name);
    return new String(name, US_ASCII);
  }

  /** OpenSSL cannot read these keys, and ssh-keygen before 9.6 has no other form for Ed25519. */
  private static final class EncryptedException extends BadKeyException {
    private static final long serialVersionUID = 1;

    EncryptedException() {
      super(
          "it is an OpenSSH key with a passphrase, which is not supported; run 'cp OLD NEW' and"
              + " 'ssh-keygen -p -N \"\" -f NEW' to remove the passphrase");
    }
  }
}

package dev.gossip.signing;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The Ed25519 key pair of an author, and the file in which it is kept: PKCS#8 in PEM, readable by
 * its owner only. Immutable and thread-safe.
 */
public final class AuthorKey {
  private final byte[] secret;
  private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];

  private AuthorKey(byte[] secret) {
    this.secret = secret;
    Ed25519.generatePublicKey(secret, 0, publicKey, 0);
  }

  /**
   * Makes a new key.
   *
   * @param random where it comes from; a {@link java.security.SecureRandom}, unless it is for a
   *     simulation
   */
  public static AuthorKey generate(RandomGenerator random) {
    byte[] secret = new byte[Ed25519.SECRET_KEY_SIZE];
    random.nextBytes(secret);
    return new AuthorKey(secret);
  }

  /**
   * Reads a key from a file: PKCS#8 in PEM or DER, or an OpenSSH key without a passphrase.
   *
   * @param passphrase asked for only if the key is encrypted; what it throws is thrown on
   * @throws IllegalArgumentException if there is no such key, or others may read it; one line that
   *     names the file and the remedy
   */
  public static AuthorKey read(Path file, Supplier<char[]> passphrase) {
    byte[] contents = KeyFile.read(file);
    try {
      return new AuthorKey(KeyContents.secretIn(contents, passphrase));
    } catch (BadKeyException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Writes the key to a new file.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one of that name, which is left as
   *     it is
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    KeyFile.create(file, KeyPem.encode(secret));
  }

  /**
   * Writes the key to a new file, encrypted.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one of that name, which is left as
   *     it is
   * @throws IOException if it cannot be written
   */
  public void write(Path file, char[] passphrase) throws IOException {
    KeyFile.create(file, KeyPem.encrypt(secret, passphrase));
  }

  /** Its public half, as messages name it. */
  public AuthorId author() {
    return new AuthorId(ByteString.copyFrom(publicKey));
  }

  /** A plain Ed25519 signature, of 64 bytes. */
  byte[] sign(byte[] statement) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    // With the public key at hand it takes half the time; that it is the secret's own is certain.
    Ed25519.sign(secret, 0, publicKey, 0, statement, 0, statement.length, signature, 0);
    return signature;
  }

  @Override
  public String toString() {
    return "key of " + author();
  }
}

package dev.gossip.signing;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The Ed25519 key pair of an author. It is stored in a file in PKCS#8 and PEM that only its owner
 * may read. Immutable and thread-safe.
 */
public final class AuthorKey {
  private final byte[] secret;
  private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];

  private AuthorKey(byte[] secret) {
    this.secret = secret;
    Ed25519.generatePublicKey(secret, 0, publicKey, 0);
  }

  /**
   * Generates a new key.
   *
   * @param random the source of randomness; a {@link java.security.SecureRandom} except in
   *     simulations
   */
  public static AuthorKey generate(RandomGenerator random) {
    byte[] secret = new byte[Ed25519.SECRET_KEY_SIZE];
    random.nextBytes(secret);
    return new AuthorKey(secret);
  }

  /**
   * Reads a key from a file: PKCS#8 in PEM or DER, or an OpenSSH key without a passphrase.
   *
   * @param passphrase called only if the key is encrypted; its exceptions are passed on
   * @throws IllegalArgumentException if the file has no usable key or other users may access it;
   *     the message is one line with the file and the remedy
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
   * @throws java.nio.file.FileAlreadyExistsException if the file exists; it is not changed
   * @throws IOException if the file cannot be written
   */
  public void write(Path file) throws IOException {
    KeyFile.create(file, KeyPem.encode(secret));
  }

  /**
   * Writes the key to a new file, encrypted.
   *
   * @throws java.nio.file.FileAlreadyExistsException if the file exists; it is not changed
   * @throws IOException if the file cannot be written
   */
  public void write(Path file, char[] passphrase) throws IOException {
    KeyFile.create(file, KeyPem.encrypt(secret, passphrase));
  }

  /** Returns the public key, as messages name it. */
  public AuthorId author() {
    return new AuthorId(ByteString.copyFrom(publicKey));
  }

  /** Returns a plain 64-byte Ed25519 signature. */
  byte[] sign(byte[] statement) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    // Passing the public key halves the time. It is safe, since it was derived from the secret.
    Ed25519.sign(secret, 0, publicKey, 0, statement, 0, statement.length, signature, 0);
    return signature;
  }

  @Override
  public String toString() {
    return "key of " + author();
  }
}

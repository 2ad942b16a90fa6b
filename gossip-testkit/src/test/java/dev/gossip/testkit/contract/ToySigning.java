package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.signing.MessageSigning;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;

/**
 * Signing without a secret: a signature is a hash of everything that it covers. It can be forged,
 * but it keeps every rule and takes a thousandth of the time of a real signature.
 */
class ToySigning implements MessageSigning {
  private final String network;
  private AuthorId author = newAuthor();

  ToySigning(String network) {
    this.network = network;
  }

  static AuthorId newAuthor() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return new AuthorId(ByteString.copyFrom(key));
  }

  @Override
  public AuthorId author() {
    return author;
  }

  /** Signs as another author from now on. */
  void become(AuthorId other) {
    author = other;
  }

  @Override
  public List<ByteString> sign(List<ByteString> signedBytes) {
    AuthorId signer = author();
    return signedBytes.stream().map(bytes -> signature(signer, bytes)).toList();
  }

  @Override
  public boolean verify(AuthorId claimed, ByteString signedBytes, ByteString signature) {
    return !claimed.isNone() && signature.equals(signature(claimed, signedBytes));
  }

  /** The only valid signature of an author for some bytes. */
  ByteString signature(AuthorId signer, ByteString signedBytes) {
    ByteString name = ByteString.copyFrom(network, StandardCharsets.UTF_8);
    return hash(hash(signer.key()).concat(hash(name)).concat(signedBytes));
  }

  static ByteString hash(ByteString bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return ByteString.copyFrom(digest.digest(bytes.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

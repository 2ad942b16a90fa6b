package dev.gossip.signing;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.signing.MessageSigning;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Signs each message alone. */
final class Ed25519Signing implements MessageSigning {
  private final AuthorKey key;
  private final ByteString prefix;

  Ed25519Signing(AuthorKey key, String network) {
    this.key = key;
    byte[] name = network.getBytes(StandardCharsets.UTF_8);
    this.prefix =
        ByteString.copyFrom(new byte[] {(byte) name.length}).concat(ByteString.copyFrom(name));
  }

  @Override
  public AuthorId author() {
    return key.author();
  }

  @Override
  public List<ByteString> sign(List<ByteString> signedBytes) {
    return signedBytes.stream()
        .map(bytes -> ByteString.copyFrom(key.sign(prefix.concat(bytes).toByteArray())))
        .toList();
  }

  @Override
  public boolean verify(AuthorId author, ByteString signedBytes, ByteString signature) {
    if (author.key().size() != Ed25519.PUBLIC_KEY_SIZE
        || signature.size() != Ed25519.SIGNATURE_SIZE) {
      return false;
    }
    byte[] statement = prefix.concat(signedBytes).toByteArray();
    return Ed25519.verify(
        signature.toByteArray(), 0, author.key().toByteArray(), 0, statement, 0, statement.length);
  }
}

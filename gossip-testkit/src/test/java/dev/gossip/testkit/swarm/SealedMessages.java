package dev.gossip.testkit.swarm;

import com.google.inject.Module;
import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.signing.MessageSigning;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Signs with a hash. Anyone can forge it, but it detects flipped bits. */
public class SealedMessages implements GossipPlugin {
  @Override
  public String id() {
    return "signing.sealed";
  }

  @Override
  public String summary() {
    return "signs with a hash";
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder ->
        binder.bind(MessageSigning.Factory.class).toInstance(network -> new HashSigning(this));
  }

  /** Whether the seal fits the bytes. */
  boolean isValid(ByteString bytes, ByteString seal) {
    return seal.equals(seal(bytes));
  }

  private static ByteString seal(ByteString bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return ByteString.copyFrom(digest.digest(bytes.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private record HashSigning(SealedMessages plugin) implements MessageSigning {
    @Override
    public AuthorId author() {
      return new AuthorId(ByteString.copyFrom(new byte[32]));
    }

    @Override
    public List<ByteString> sign(List<ByteString> signedBytes) {
      return signedBytes.stream().map(SealedMessages::seal).toList();
    }

    @Override
    public boolean verify(AuthorId author, ByteString signedBytes, ByteString signature) {
      return plugin.isValid(signedBytes, signature);
    }
  }
}

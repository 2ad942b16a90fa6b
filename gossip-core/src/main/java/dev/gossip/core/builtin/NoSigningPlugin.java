package dev.gossip.core.builtin;

import com.google.inject.Module;
import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.signing.MessageSigning;
import java.util.Collections;
import java.util.List;

/**
 * {@code signing.none}: messages have no author. Messages with an author are rejected, because this
 * node cannot verify them.
 */
public final class NoSigningPlugin implements GossipPlugin {

  @Override
  public String id() {
    return "signing.none";
  }

  @Override
  public String summary() {
    return "messages have no author; messages with one are rejected";
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder ->
        binder.bind(MessageSigning.Factory.class).toInstance(context -> new NoSigning());
  }

  private static final class NoSigning implements MessageSigning {
    @Override
    public AuthorId author() {
      return AuthorId.NONE;
    }

    @Override
    public List<ByteString> sign(List<ByteString> signedBytes) {
      return Collections.nCopies(signedBytes.size(), ByteString.EMPTY);
    }

    @Override
    public boolean verify(AuthorId author, ByteString signedBytes, ByteString signature) {
      return author.isNone() && signature.isEmpty();
    }

    @Override
    public boolean isWellFormed(AuthorId author, ByteString signature) {
      return author.isNone() && signature.isEmpty();
    }
  }
}

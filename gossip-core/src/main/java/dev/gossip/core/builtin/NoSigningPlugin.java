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
 * {@code signing.none}: messages name no author. One that does is refused, since nobody here could
 * check it.
 */
public final class NoSigningPlugin implements GossipPlugin {

  @Override
  public String id() {
    return "signing.none";
  }

  @Override
  public String summary() {
    return "messages name no author, and those that do are refused";
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder ->
        binder.bind(MessageSigning.Factory.class).toInstance(network -> new NoSigning());
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
    public boolean hasForm(AuthorId author, ByteString signature) {
      return author.isNone() && signature.isEmpty();
    }
  }
}

package dev.gossip.signing;

import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.signing.MessageSigning;

/** {@code signing.ed25519}: every message names its author and is signed with Ed25519. */
public final class Ed25519Plugin implements GossipPlugin {

  @Override
  public String id() {
    return "signing.ed25519";
  }

  @Override
  public String summary() {
    return "messages name their author, and are signed with Ed25519";
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder ->
        binder
            .bind(MessageSigning.Factory.class)
            .toInstance(
                context ->
                    new Ed25519Signing(AuthorKey.generate(context.random()), context.network()));
  }
}

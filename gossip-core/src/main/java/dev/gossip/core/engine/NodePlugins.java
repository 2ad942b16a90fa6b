package dev.gossip.core.engine;

import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.transport.Transport;

/** The chosen plugins: a factory of each kind, with the id of the plugin that it came from. */
public record NodePlugins(
    Chosen<RelayStrategy.Factory> relay,
    Chosen<SpamControl.Factory> spam,
    Chosen<MessageSigning.Factory> signing,
    Chosen<Transport.Factory> transport) {

  /**
   * A plugin in its place.
   *
   * @param id of the plugin
   * @param factory what its module bound
   */
  public record Chosen<F>(String id, F factory) {}
}

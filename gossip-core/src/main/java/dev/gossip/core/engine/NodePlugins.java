package dev.gossip.core.engine;

import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.transport.Transport;
import java.util.List;

/**
 * The chosen plugins: a factory of each kind, with the id of the plugin that it came from.
 *
 * @param slots what the relay wraps, in the order of its control channels
 */
public record NodePlugins(
    Chosen<RelayStrategy.Factory> relay,
    List<FilledSlot> slots,
    Chosen<SpamControl.Factory> spam,
    Chosen<MessageSigning.Factory> signing,
    Chosen<Transport.Factory> transport) {

  /**
   * A relay that another one wraps. Its factory is the other one's business.
   *
   * @param path the slot's name, behind those of the slots around it
   * @param pluginId of the plugin that fills it
   */
  public record FilledSlot(String path, String pluginId) {}

  /**
   * A plugin in its place.
   *
   * @param id of the plugin
   * @param factory what its module bound
   */
  public record Chosen<F>(String id, F factory) {}
}

package dev.gossip.core.engine.spec;

import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.transport.Transport;
import java.util.List;

/**
 * The selected plugin factories and their ids.
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
   * A relay that another relay wraps and creates.
   *
   * @param path the slot's name, after the names of the slots around it
   * @param pluginId the id of the plugin that fills the slot
   */
  public record FilledSlot(String path, String pluginId) {}

  /**
   * A plugin that was chosen for its kind.
   *
   * @param id the plugin's id
   * @param factory the factory that its module bound
   */
  public record Chosen<F>(String id, F factory) {}
}

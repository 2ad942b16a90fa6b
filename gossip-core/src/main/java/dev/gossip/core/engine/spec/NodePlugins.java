package dev.gossip.core.engine.spec;

import dev.gossip.api.discovery.PeerDiscovery;
import dev.gossip.api.membership.Membership;
import dev.gossip.api.plugin.ChannelUse;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.transport.NodeIdentities;
import dev.gossip.api.transport.Transport;
import java.util.List;
import java.util.Optional;

/**
 * The selected plugin factories and their ids.
 *
 * @param slots what the relay wraps, in the order of its control channels
 * @param spam in the order in which they are asked
 * @param identities derives the id of a node from its key; empty if the transport does not prove
 *     ids
 */
public record NodePlugins(
    Chosen<RelayStrategy.Factory> relay,
    List<FilledSlot> slots,
    List<Chosen<SpamControl.Factory>> spam,
    Chosen<MessageSigning.Factory> signing,
    Chosen<Transport.Factory> transport,
    Optional<NodeIdentities> identities,
    List<Chosen<PeerDiscovery.Factory>> discovery,
    Chosen<Membership.Factory> membership) {

  /**
   * A relay that another relay wraps and creates.
   *
   * @param path the slot's name, after the names of the slots around it
   * @param pluginId the id of the plugin that fills the slot
   * @param channel what its control channel needs of the other end
   */
  public record FilledSlot(String path, String pluginId, ChannelUse channel) {}

  /**
   * A plugin that was chosen for its kind.
   *
   * @param id the plugin's id
   * @param factory the factory that its module bound
   * @param channel what its control channel needs of the other end, if its kind has one
   */
  public record Chosen<F>(String id, F factory, ChannelUse channel) {}

  /** Returns these plugins with another relay in the same place. */
  public NodePlugins withRelay(Chosen<RelayStrategy.Factory> other) {
    return new NodePlugins(
        other, slots, spam, signing, transport, identities, discovery, membership);
  }

  /** Returns these plugins with another transport. */
  public NodePlugins withTransport(Chosen<Transport.Factory> other) {
    return new NodePlugins(relay, slots, spam, signing, other, identities, discovery, membership);
  }
}

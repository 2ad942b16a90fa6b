package dev.gossip.core.config;

import dev.gossip.api.discovery.PeerDiscovery;
import dev.gossip.api.membership.Membership;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.transport.Transport;
import java.util.List;

/**
 * The kinds of plugins. A composition has one plugin of most kinds, and any number of some, chosen
 * by the setting {@code gossip.<kind>.use}.
 */
public enum PluginKind {
  /** Decides to which peers a message is sent, and when. */
  RELAY(
      "relay",
      RelayStrategy.Factory.class,
      "relay.flooding",
      "which peers get a message, and when"),
  /** Decides how much work each peer may cause. */
  SPAM("spam", SpamControl.Factory.class, "spam.none", "which peers are listened to"),
  /** Signs messages and verifies signatures. */
  SIGNING("signing", MessageSigning.Factory.class, "signing.none", "who wrote a message"),
  /** Carries frames between nodes. */
  TRANSPORT("transport", Transport.Factory.class, "transport.udp", "how frames travel"),
  /** Finds addresses of other nodes. */
  DISCOVERY("discovery", PeerDiscovery.Factory.class, "", "which addresses exist"),
  /** Decides which links to keep. */
  MEMBERSHIP(
      "membership", Membership.Factory.class, "membership.configured", "which links a node keeps");

  private final String prefix;
  private final Class<?> factory;
  private final String defaultId;
  private final String summary;

  PluginKind(String prefix, Class<?> factory, String defaultId, String summary) {
    this.prefix = prefix;
    this.factory = factory;
    this.defaultId = defaultId;
    this.summary = summary;
  }

  /**
   * The part of a plugin id before the first dot; also the name of the setting that chooses the
   * plugin.
   */
  public String prefix() {
    return prefix;
  }

  /** The factory type that a plugin of this kind binds. */
  public Class<?> factory() {
    return factory;
  }

  /** Whether a composition may have several plugins of this kind. */
  public boolean isList() {
    return this == SPAM || this == DISCOVERY;
  }

  /** Whether a composition may have no plugin of this kind. */
  public boolean isOptional() {
    return defaultId.isEmpty();
  }

  /** What plugins of this kind decide, in a few words. */
  public String summary() {
    return summary;
  }

  /** The plugin that is used if nothing is configured; empty for none. */
  public String defaultId() {
    return defaultId;
  }

  /**
   * The plugin that is used if nothing is configured for this kind, but seeds are, or a discovery;
   * empty for none.
   */
  public String defaultIdWithDiscovery() {
    return switch (this) {
      case DISCOVERY -> "discovery.bootstrap";
      case MEMBERSHIP -> "membership.outbound";
      default -> defaultId;
    };
  }

  /** Whether this is the kind of a plugin. */
  public boolean isKindOf(String pluginId) {
    return pluginId.startsWith(prefix + ".");
  }

  /**
   * The value of the setting {@code use} for plugins that code adds one after the other: the ids of
   * all of this kind, or only the last one if there can be only one. Empty if none is of this kind.
   */
  public String idsToUse(List<GossipPlugin> added) {
    List<String> ids = added.stream().map(GossipPlugin::id).filter(this::isKindOf).toList();
    return isList() || ids.isEmpty() ? String.join(",", ids) : ids.get(ids.size() - 1);
  }

  /**
   * Completes a plugin id.
   *
   * @param name an id in full or without its kind, such as {@code flooding}
   */
  public String fullId(String name) {
    return isKindOf(name) ? name : prefix + "." + name;
  }
}

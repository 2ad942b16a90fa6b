package dev.gossip.core.config;

import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.transport.Transport;

/** The places of a composition. Each takes one plugin, named by the setting {@code <kind>.use}. */
public enum PluginKind {
  /** Whom to tell, when. */
  RELAY("relay", RelayStrategy.Factory.class, "relay.flooding"),
  /** Whom to listen to. */
  SPAM("spam", SpamControl.Factory.class, "spam.none"),
  /** Who said it. */
  SIGNING("signing", MessageSigning.Factory.class, "signing.none"),
  /** How frames travel. */
  TRANSPORT("transport", Transport.Factory.class, "transport.udp");

  private final String prefix;
  private final Class<?> factory;
  private final String defaultId;

  PluginKind(String prefix, Class<?> factory, String defaultId) {
    this.prefix = prefix;
    this.factory = factory;
    this.defaultId = defaultId;
  }

  /** The part of an id before the first dot; also the name of the slot. */
  public String prefix() {
    return prefix;
  }

  /** What a plugin of this kind binds. */
  public Class<?> factory() {
    return factory;
  }

  /** Used when nothing is configured. */
  public String defaultId() {
    return defaultId;
  }

  /** The short form of an id, such as {@code flooding}, in full. */
  public String fullId(String name) {
    return name.startsWith(prefix + ".") ? name : prefix + "." + name;
  }
}

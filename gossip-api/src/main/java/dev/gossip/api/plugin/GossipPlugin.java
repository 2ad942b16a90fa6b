package dev.gossip.api.plugin;

import com.google.inject.Module;
import dev.gossip.api.ExtensionPoint;
import java.util.List;
import java.util.Map;

/**
 * Introduces one strategy to the framework. Found through {@link java.util.ServiceLoader} (name the
 * class in {@code META-INF/services/dev.gossip.api.plugin.GossipPlugin}) or passed as an instance.
 *
 * <p>The part of the id before the first dot says what the plugin is, and which factory its module
 * must bind:
 *
 * <table>
 * <caption>Kinds of plugins</caption>
 * <tr><th>id</th><th>binds</th></tr>
 * <tr><td>{@code relay.*}</td><td>{@link dev.gossip.api.relay.RelayStrategy.Factory}</td></tr>
 * <tr><td>{@code spam.*}</td><td>{@link dev.gossip.api.spam.SpamControl.Factory}</td></tr>
 * <tr><td>{@code signing.*}</td><td>{@link dev.gossip.api.signing.MessageSigning.Factory}</td></tr>
 * <tr><td>{@code transport.*}</td><td>{@link dev.gossip.api.transport.Transport.Factory}</td></tr>
 * </table>
 */
@ExtensionPoint
public interface GossipPlugin {

  /**
   * The kind, a dot and a name in lower-case letters, digits and dashes: {@code relay.flooding}.
   */
  String id();

  /** One line for the list of plugins. */
  String summary();

  /** What can be configured, in the order to list it. The values stand under the plugin's id. */
  default List<Setting<?>> settings() {
    return List.of();
  }

  /**
   * Which other relays this one wraps: the name of a slot, such as {@code relay.fluff}, and the id
   * of the plugin that fills it, in full or in short form. What the module binds may then inject
   * {@code @Slot("relay.fluff") RelayStrategy.Factory}. The other plugin has its settings at its
   * own id, and its control frames travel on a channel of their own. For relays only.
   */
  default Map<String, String> slots(PluginSettings settings) {
    return Map.of();
  }

  /**
   * The wiring: binds the kind's factory. Called once per composition; what it binds is private to
   * the plugin. Every binding must be explicit. What is wrong with files that settings name is best
   * found here, with {@link PluginSettings#read}.
   */
  Module module(PluginSettings settings);
}

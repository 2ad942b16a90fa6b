package dev.gossip.api.plugin;

import com.google.inject.Module;
import dev.gossip.api.ExtensionPoint;
import dev.gossip.api.relay.RelayStrategy;
import java.util.List;
import java.util.Map;

/**
 * Describes one implementation of an extension point: its id, its settings and how to create it.
 * Found through {@link java.util.ServiceLoader} (name the class in {@code
 * META-INF/services/dev.gossip.api.plugin.GossipPlugin}) or passed as an instance. {@link
 * SimplePlugin} is the shortest way to implement it.
 *
 * <p>The part of the id before the first dot is the kind of the plugin. It determines which factory
 * {@link #factory} returns, or {@link #module} binds:
 *
 * <table>
 * <caption>Kinds of plugins</caption>
 * <tr><th>id</th><th>factory</th></tr>
 * <tr><td>{@code relay.*}</td><td>{@link dev.gossip.api.relay.RelayStrategy.Factory}</td></tr>
 * <tr><td>{@code spam.*}</td><td>{@link dev.gossip.api.spam.SpamControl.Factory}</td></tr>
 * <tr><td>{@code signing.*}</td><td>{@link dev.gossip.api.signing.MessageSigning.Factory}</td></tr>
 * <tr><td>{@code transport.*}</td><td>{@link dev.gossip.api.transport.Transport.Factory}</td></tr>
 * <tr><td>{@code discovery.*}</td><td>{@link dev.gossip.api.discovery.PeerDiscovery.Factory}</td></tr>
 * <tr><td>{@code membership.*}</td><td>{@link dev.gossip.api.membership.Membership.Factory}</td></tr>
 * </table>
 */
@ExtensionPoint
public interface GossipPlugin {

  /**
   * The plugin's id: its kind, a dot, and a name in lower-case letters, digits and dashes, such as
   * {@code relay.flooding}.
   */
  String id();

  /** One line for the list of plugins that users see. */
  String summary();

  /**
   * The plugin's settings, in the order to list them. In a configuration their keys are prefixed
   * with {@code gossip.} and the plugin's id.
   */
  default List<Setting<?>> settings() {
    return List.of();
  }

  /**
   * The relays that this relay wraps: for each slot, such as {@code relay.fluff}, the id of the
   * plugin that fills it, in full or without its kind. {@link #factory} gets their factories; the
   * classes that {@link #module} binds can inject {@code @Slot("relay.fluff")
   * RelayStrategy.Factory}. The wrapped plugin is configured under its own id, and its control
   * frames use a channel of their own. For relays only.
   */
  default Map<String, String> slots(PluginSettings settings) {
    return Map.of();
  }

  /**
   * How this plugin's control channel is used. A relay's is required by default, because nodes with
   * different relays do not understand each other; those of discovery and membership are optional;
   * the other kinds have none, whatever this method says.
   */
  default ChannelUse channel() {
    return id().startsWith("relay.") ? ChannelUse.REQUIRED : ChannelUse.OPTIONAL;
  }

  /**
   * Returns the factory of the plugin's kind, as the table above says. Called once per composition.
   * Override it with the type of the factory:
   *
   * <pre>{@code
   * @Override
   * public RelayStrategy.Factory factory(PluginSettings settings) {
   *   Duration delay = settings.get(DELAY);
   *   return context -> new EchoRelay(context, delay);
   * }
   * }</pre>
   *
   * <p>Files that settings name should be read here, with {@link PluginSettings#read}, so that
   * errors are reported before the node starts. A transport may return an object that is also a
   * {@link dev.gossip.api.transport.NodeIdentities}, and one that opens sockets.
   */
  default Object factory(PluginSettings settings) {
    throw new UnsupportedOperationException("override factory, or module");
  }

  /**
   * Returns the factory of a relay with {@link #slots}. The other kinds need not override it.
   *
   * @param slots the factories of the relays that fill the slots, by the name of the slot; to be
   *     used when the outer relay is created
   */
  default Object factory(PluginSettings settings, Map<String, RelayStrategy.Factory> slots) {
    return factory(settings);
  }

  /**
   * Returns a Guice module that binds the factory of the plugin's kind, instead of {@link
   * #factory}: for plugins with many parts. Called once per composition; the bindings are private
   * to the plugin, and every binding must be explicit. Files that settings name should be read
   * here, too.
   */
  default Module module(PluginSettings settings) {
    return new PlainModule(this, settings);
  }
}

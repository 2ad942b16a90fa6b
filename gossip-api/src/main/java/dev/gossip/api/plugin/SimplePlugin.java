package dev.gossip.api.plugin;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Function;

/**
 * A plugin described by the arguments of one constructor. A subclass needs a public constructor
 * without arguments, and a line in {@code META-INF/services}, see {@link GossipPlugin}:
 *
 * <pre>{@code
 * public final class LateRelayPlugin extends SimplePlugin<RelayStrategy.Factory> {
 *   private static final Setting<Duration> DELAY =
 *       Setting.duration("delay", "100ms", "how long each node waits");
 *
 *   public LateRelayPlugin() {
 *     super(
 *         "relay.late",
 *         "floods, and waits at each node",
 *         settings -> context -> new LateRelay(context, settings.get(DELAY)),
 *         DELAY);
 *   }
 * }
 * }</pre>
 *
 * <p>A relay with {@link #slots} overrides them, and {@link #factory(PluginSettings, java.util.Map)
 * factory}.
 *
 * @param <F> the factory of the plugin's kind, see {@link GossipPlugin}
 */
public abstract class SimplePlugin<F> implements GossipPlugin {
  private final String id;
  private final String summary;
  private final Function<? super PluginSettings, ? extends F> factory;
  private final List<Setting<?>> settings;

  /**
   * Describes the plugin.
   *
   * @param id as {@link #id} says, such as {@code relay.late}
   * @param summary one line for the list of plugins that users see
   * @param factory makes the factory of the plugin's kind from the settings; called once per
   *     composition. Files that settings name should be read in it, with {@link
   *     PluginSettings#read}, and not in the factory that it returns, which is called per node
   * @param settings in the order to list them
   */
  protected SimplePlugin(
      String id,
      String summary,
      Function<? super PluginSettings, ? extends F> factory,
      Setting<?>... settings) {
    this.id = requireNonNull(id);
    this.summary = requireNonNull(summary);
    this.factory = requireNonNull(factory);
    this.settings = List.of(settings);
  }

  @Override
  public final String id() {
    return id;
  }

  @Override
  public final String summary() {
    return summary;
  }

  @Override
  public final List<Setting<?>> settings() {
    return settings;
  }

  @Override
  public F factory(PluginSettings settings) {
    return factory.apply(settings);
  }
}

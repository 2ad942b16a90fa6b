package ${package};

import dev.gossip.api.plugin.Setting;
import dev.gossip.api.plugin.SimplePlugin;
import dev.gossip.api.relay.RelayStrategy;
import java.time.Duration;

/** The plugin {@code relay.${relay}}. */
public final class MyRelayPlugin extends SimplePlugin<RelayStrategy.Factory> {
  private static final Setting<Duration> MAX_DELAY =
      Setting.duration("max-delay", "100ms", "the maximum delay at each node");

  /** Describes the plugin. */
  public MyRelayPlugin() {
    super(
        "relay.${relay}",
        "floods after a random delay at each node",
        settings -> context -> new MyRelay(context, settings.get(MAX_DELAY)),
        MAX_DELAY);
  }
}

package org.example;

import dev.gossip.api.plugin.Setting;
import dev.gossip.api.plugin.SimplePlugin;
import dev.gossip.api.relay.RelayStrategy;
import java.time.Duration;

public final class PatientRelayPlugin extends SimplePlugin<RelayStrategy.Factory> {
  private static final Setting<Duration> MAX_DELAY =
      Setting.duration("max-delay", "100ms", "the maximum delay at each node");

  public PatientRelayPlugin() {
    super(
        "relay.patient",
        "floods after a short delay, and skips peers that have the message already",
        settings -> context -> new PatientRelay(context, settings.get(MAX_DELAY)),
        MAX_DELAY);
  }
}

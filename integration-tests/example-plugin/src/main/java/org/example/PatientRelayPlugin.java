package org.example;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.relay.RelayStrategy;
import java.time.Duration;
import java.util.List;

public final class PatientRelayPlugin implements GossipPlugin {
  private static final Setting<Duration> MAX_DELAY =
      Setting.duration("max-delay", "100ms", "the maximum delay at each node");

  @Override
  public String id() {
    return "relay.patient";
  }

  @Override
  public String summary() {
    return "floods after a short delay, and skips peers that have the message already";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(MAX_DELAY);
  }

  @Override
  public RelayStrategy.Factory factory(PluginSettings settings) {
    Duration maxDelay = settings.get(MAX_DELAY);
    return context -> new PatientRelay(context, maxDelay);
  }
}

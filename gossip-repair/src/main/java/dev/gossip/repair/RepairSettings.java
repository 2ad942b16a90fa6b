package dev.gossip.repair;

import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import java.time.Duration;
import java.util.List;

/** The settings of {@code relay.repair}; each constant describes its own. */
record RepairSettings(Duration window, long windowBytes, Duration interval) {

  static final Setting<String> INNER =
      Setting.text("inner", "relay.flooding", "the relay that spreads messages");

  static final Setting<Duration> WINDOW =
      Setting.duration(
          "window",
          "4m",
          "for how long after its delivery a message is offered to peers that lack it: at least"
              + " twice gossip.relay.diffusion.reveal-after, for which it is hidden from some. Not"
              + " longer than messages are stored, see gossip.store-messages and"
              + " gossip.store-bytes");

  static final Setting<Integer> WINDOW_BYTES =
      Setting.integer(
          "window-bytes",
          64 << 20,
          1 << 10,
          Integer.MAX_VALUE,
          "size of these messages in all, in bytes; the oldest are left out; a guess");

  static final Setting<Duration> INTERVAL =
      Setting.duration(
          "interval",
          "30s",
          "time between two comparisons with one peer while nothing is missing, drawn between three"
              + " and five quarters of it; as Erlay's links that only reconcile (Bitcoin, 2026)."
              + " After something was missing, 10s");

  static List<Setting<?>> all() {
    return List.of(INNER, WINDOW, WINDOW_BYTES, INTERVAL);
  }

  static RepairSettings of(PluginSettings settings) {
    return new RepairSettings(
        settings.get(WINDOW),
        settings.get(WINDOW_BYTES),
        settings.read(INTERVAL, RepairSettings::atLeastTheShortest));
  }

  private static Duration atLeastTheShortest(Duration interval) {
    if (interval.compareTo(Comparisons.MIN_INTERVAL) < 0) {
      throw new IllegalArgumentException("must be at least 10s");
    }
    return interval;
  }
}

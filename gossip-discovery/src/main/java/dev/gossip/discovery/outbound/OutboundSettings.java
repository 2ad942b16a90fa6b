package dev.gossip.discovery.outbound;

import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import java.util.List;

/**
 * The settings of {@code membership.outbound}.
 *
 * @param outbound how many peers this node chooses
 * @param inbound how many peers that chose this node it accepts
 */
record OutboundSettings(int outbound, int inbound) {
  private static final Setting<Integer> OUTBOUND =
      Setting.integer(
          "outbound", 8, 1, 1_000, "peers that this node chooses and keeps; 8 as in Bitcoin");
  private static final Setting<Integer> INBOUND =
      Setting.integer(
          "inbound", 64, 0, 100_000, "peers that chose this node and that it accepts; a guess");

  static OutboundSettings of(PluginSettings settings) {
    return new OutboundSettings(settings.get(OUTBOUND), settings.get(INBOUND));
  }

  static List<Setting<?>> all() {
    return List.of(OUTBOUND, INBOUND);
  }
}

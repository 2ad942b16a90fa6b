package dev.gossip.discovery.outbound;

import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The settings of {@code membership.outbound}.
 *
 * @param outbound how many peers this node chooses
 * @param inbound how many peers that chose this node it accepts
 * @param feelerInterval the mean time between two feelers; empty for none
 * @param groupDiversity whether the peers that this node chooses are of different groups
 */
record OutboundSettings(
    int outbound, int inbound, Optional<Duration> feelerInterval, GroupDiversity groupDiversity) {
  private static final Setting<Integer> OUTBOUND =
      Setting.integer(
          "outbound", 8, 1, 1_000, "peers that this node chooses and keeps; 8 as in Bitcoin");
  private static final Setting<Integer> INBOUND =
      Setting.integer(
          "inbound",
          64,
          0,
          100_000,
          "peers that chose this node and that it accepts; Bitcoin accepts 114, 64 is a guess");
  private static final Setting<Optional<Duration>> FEELER_INTERVAL =
      Setting.durationOr(
          "feeler-interval",
          "2m",
          "off",
          "mean time between two dials that only find out who is at a new address; 2m as in"
              + " Bitcoin, 'off' for none");
  private static final Setting<GroupDiversity> GROUP_DIVERSITY =
      Setting.oneOf(
          "group-diversity",
          GroupDiversity.ON,
          "whether the peers that this node chooses are all of different address groups, a /16 of"
              + " IPv4 or a /32 of IPv6, as in Bitcoin; local addresses are exempt");

  /** Whether the peers that this node chooses must be of different groups. */
  enum GroupDiversity {
    ON,
    OFF
  }

  static OutboundSettings of(PluginSettings settings) {
    return new OutboundSettings(
        settings.get(OUTBOUND),
        settings.get(INBOUND),
        settings.get(FEELER_INTERVAL),
        settings.get(GROUP_DIVERSITY));
  }

  static List<Setting<?>> all() {
    return List.of(OUTBOUND, INBOUND, FEELER_INTERVAL, GROUP_DIVERSITY);
  }

  boolean needsDiversity() {
    return groupDiversity == GroupDiversity.ON;
  }
}

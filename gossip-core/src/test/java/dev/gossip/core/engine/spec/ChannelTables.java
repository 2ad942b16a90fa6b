package dev.gossip.core.engine.spec;

import dev.gossip.api.plugin.ChannelUse;
import dev.gossip.core.engine.spec.ChannelTable.Channel;
import java.util.ArrayList;
import java.util.List;

/** Tables of control channels for tests. */
public final class ChannelTables {
  private ChannelTables() {}

  /** The channels of a node with flooding and the default membership. */
  public static ChannelTable ofDefaultNode() {
    return new ChannelTable(
        List.of(
            new Channel("relay.flooding", ChannelUse.REQUIRED),
            new Channel("membership.configured", ChannelUse.OPTIONAL)),
        List.of());
  }

  /**
   * The channels of a relay and of those that it wraps, all required.
   *
   * @param relay the id of the relay
   * @param slots what it wraps, each as {@code path=id}
   */
  public static ChannelTable relay(String relay, String... slots) {
    List<Channel> channels = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    channels.add(new Channel(relay, ChannelUse.REQUIRED));
    for (String slot : slots) {
      channels.add(new Channel(slot, ChannelUse.REQUIRED));
      paths.add(slot.substring(0, slot.indexOf('=')));
    }
    return new ChannelTable(channels, paths);
  }
}

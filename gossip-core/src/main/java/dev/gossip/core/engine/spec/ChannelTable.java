package dev.gossip.core.engine.spec;

import dev.gossip.api.discovery.PeerDiscovery;
import dev.gossip.api.plugin.ChannelUse;
import dev.gossip.api.relay.ForwardingRelayContext;
import dev.gossip.core.engine.spec.NodePlugins.Chosen;
import dev.gossip.core.engine.spec.NodePlugins.FilledSlot;
import java.util.ArrayList;
import java.util.List;

/**
 * The control channels of a node: the relay first, then the relays that it wraps, then the plugins
 * of other kinds.
 */
public final class ChannelTable {

  /** How many channels a node may have: a HELLO, which names them, has to fit in a datagram. */
  public static final int MAX_CHANNELS = 64;

  /** The number of the relay's own channel. */
  public static final int RELAY = 0;

  /**
   * A control channel.
   *
   * @param name what HELLO calls it: its plugin's id, for a wrapped relay preceded by its slot
   * @param use what it needs of the other end
   */
  public record Channel(String name, ChannelUse use) {}

  /**
   * The channels of a node's plugins: the relay, its slots, membership, discoveries.
   *
   * @param plugins of the node
   */
  public static ChannelTable of(NodePlugins plugins) {
    List<Channel> channels = new ArrayList<>();
    channels.add(new Channel(plugins.relay().id(), plugins.relay().channel()));
    for (FilledSlot slot : plugins.slots()) {
      channels.add(new Channel(relayName(plugins, slot, channels), slot.channel()));
    }
    channels.add(new Channel(plugins.membership().id(), plugins.membership().channel()));
    for (Chosen<PeerDiscovery.Factory> discovery : plugins.discovery()) {
      channels.add(new Channel(discovery.id(), discovery.channel()));
    }
    return new ChannelTable(channels, plugins.slots().stream().map(FilledSlot::path).toList());
  }

  /**
   * What HELLO calls a wrapped relay. Relays with an optional channel are left out of its path, so
   * that it has the same name as at a node without them.
   */
  private static String relayName(NodePlugins plugins, FilledSlot slot, List<Channel> namesInUse) {
    List<String> path = new ArrayList<>();
    ChannelUse wrapper = plugins.relay().channel();
    String walked = "";
    for (String step : slot.path().split("/", -1)) {
      if (wrapper == ChannelUse.REQUIRED) {
        path.add(step);
      }
      walked = walked.isEmpty() ? step : ForwardingRelayContext.path(walked, step);
      wrapper = useAt(plugins, walked);
    }
    String name = path.isEmpty() ? slot.pluginId() : String.join("/", path) + "=" + slot.pluginId();
    boolean isTaken = namesInUse.stream().anyMatch(channel -> channel.name().equals(name));
    return isTaken ? slot.path() + "=" + slot.pluginId() : name;
  }

  private static ChannelUse useAt(NodePlugins plugins, String path) {
    return plugins.slots().stream()
        .filter(slot -> slot.path().equals(path))
        .findFirst()
        .map(FilledSlot::channel)
        .orElse(ChannelUse.REQUIRED);
  }

  private final List<Channel> channels;
  private final List<String> slots;
  private final List<String> names;
  // With all nodes that name the same channels, as most do.
  private final SharedChannels sharedWithSame;

  /**
   * Creates a table.
   *
   * @param channels in the order of their numbers
   * @param slots the paths of the relay's slots, whose channels follow that of the relay
   */
  ChannelTable(List<Channel> channels, List<String> slots) {
    this.channels = List.copyOf(channels);
    this.slots = List.copyOf(slots);
    this.names = this.channels.stream().map(Channel::name).toList();
    this.sharedWithSame = SharedChannels.of(names, names);
  }

  /** The channels in the order of their numbers. */
  public List<Channel> channels() {
    return channels;
  }

  /** What HELLO calls the channels, in the order of their numbers. */
  public List<String> names() {
    return names;
  }

  /**
   * The channels in common with another node.
   *
   * @param theirs the names of its channels, in the order of their numbers
   */
  public SharedChannels shared(List<String> theirs) {
    return theirs.equals(names) ? sharedWithSame : SharedChannels.of(names, theirs);
  }

  /** How many channels belong to the relay and its slots; they have the lowest numbers. */
  public int relayChannels() {
    return RELAY + 1 + slots.size();
  }

  /** The paths of the relay's slots, in the order of their channels. */
  public List<String> slots() {
    return slots;
  }

  /** The path of the slot that has a channel of the relay, except for {@link #RELAY} itself. */
  public String slotOf(int channel) {
    return slots.get(channel - RELAY - 1);
  }

  /**
   * The number of the channel of one of the relay's slots.
   *
   * @throws IllegalArgumentException if there is no such slot
   */
  public int ofSlot(String slot) {
    int index = slots.indexOf(slot);
    if (index < 0) {
      throw new IllegalArgumentException(
          "slots() of the plugin does not declare '" + slot + "', only " + slots);
    }
    return RELAY + 1 + index;
  }
}

package dev.gossip.simulation.attack;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.LinkId;
import dev.gossip.core.proto.Channel;
import dev.gossip.core.proto.Control;
import java.util.List;

/** A link of a hostile node. Equal only to itself. */
final class HostileLink {
  private final LinkId id;
  private PeerAddress address;
  private List<Channel> channels = List.of();
  private boolean open;

  HostileLink(LinkId id, PeerAddress address) {
    this.id = id;
    this.address = address;
  }

  LinkId id() {
    return id;
  }

  /** Where the node at the other end is. */
  PeerAddress address() {
    return address;
  }

  /** Whether the other end has accepted the HELLO, so that it takes frames of any kind. */
  boolean isOpen() {
    return open;
  }

  void open() {
    open = true;
  }

  /** The other end has named its control channels. */
  void named(List<Channel> theirs) {
    channels = theirs;
  }

  /** The plugin that sent a control frame; empty if the other end has named none. */
  String sender(Control frame) {
    int number = frame.getChannel();
    return number < 0 || number >= channels.size() ? "" : channels.get(number).getPlugin();
  }

  void moved(PeerAddress now) {
    address = now;
  }

  @Override
  public String toString() {
    return "link to " + address;
  }
}

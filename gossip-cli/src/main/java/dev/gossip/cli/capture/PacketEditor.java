package dev.gossip.cli.capture;

/** Replaces packets of a capture. */
@FunctionalInterface
interface PacketEditor {

  /**
   * Called for each packet, in order.
   *
   * @param linkType what the packet begins with; see {@link UdpPacket#find}
   * @param packet as far as it was captured; not changed
   * @return the packet itself, or another one that takes its place
   */
  byte[] edit(int linkType, byte[] packet);
}

package dev.gossip.udp.link;

import dev.gossip.api.transport.LinkStats;

/**
 * Which datagrams of the other end of a link arrived, by their packet numbers. Numbers before the
 * first that arrives are those of a handshake that had to be repeated, and count as arrived.
 *
 * <p>While nothing was lost and nothing is missing, one number is all there is to remember. It
 * stands in the {@link Link}, since most links are idle and there are many of them.
 */
final class ReceivedPackets {
  private ReceivedPackets() {}

  /**
   * A datagram arrived.
   *
   * @param number its packet number, above 0
   * @return how many others count as lost since
   */
  static int add(Link link, long number) {
    long highest = link.highestReceived;
    if (link.gaps == null) {
      if (number == highest + 1 || (highest == 0 && number <= PacketGaps.WINDOW)) {
        link.highestReceived = number;
        return 0;
      }
      // A duplicate of what arrived in order, or of a handshake.
      if (number <= highest && highest - number < PacketGaps.WINDOW) {
        return 0;
      }
      link.gaps = highest == 0 ? new PacketGaps(number, 1) : new PacketGaps(highest, highest);
    }
    int lost = link.gaps.add(number);
    if (link.gaps.areClosed()) {
      link.highestReceived = link.gaps.highest();
      link.gaps = null;
    }
    return lost;
  }

  /**
   * Gives up what was missing already when this was called last.
   *
   * @return how many datagrams count as lost since
   */
  static int giveUpOverdue(Link link) {
    return link.gaps == null ? 0 : link.gaps.giveUpOverdue();
  }

  /**
   * Gives up all that is missing, because the link ends.
   *
   * @return how many datagrams count as lost since
   */
  static int giveUpAll(Link link) {
    return link.gaps == null ? 0 : link.gaps.giveUpAll();
  }

  static LinkStats stats(Link link) {
    return link.gaps == null
        ? new LinkStats(link.highestReceived, 0)
        : new LinkStats(link.gaps.expected(), link.gaps.lost());
  }
}

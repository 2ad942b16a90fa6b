package dev.gossip.udp.table;

import dev.gossip.api.transport.LinkStats;
import dev.gossip.udp.session.SecureSession;
import java.time.Duration;
import java.util.Optional;

/**
 * Tracks by packet number which datagrams of the other end of a link arrived. Numbers below the
 * first received one belong to a repeated handshake and count as received.
 *
 * <p>While nothing is lost or missing, the state is a single number in the {@link Link}, because
 * there are many links and most of them are idle.
 */
public final class ReceivedPackets {
  private ReceivedPackets() {}

  /**
   * Adds a received datagram.
   *
   * @param number its packet number, above 0
   * @return number of further datagrams that count as lost now
   */
  public static int add(Link link, long number) {
    long highest = link.highestReceived;
    if (link.gaps == null) {
      if (number == highest + 1 || (highest == 0 && number <= PacketGaps.WINDOW)) {
        link.highestReceived = number;
        return 0;
      }
      // A duplicate, or a repeated datagram of the handshake.
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
   * Counts datagrams as lost that were missing at the previous call already.
   *
   * @return number of further datagrams that count as lost now
   */
  public static int countOverdueAsLost(Link link) {
    return link.gaps == null ? 0 : link.gaps.countOverdueAsLost();
  }

  /**
   * Counts all missing datagrams as lost, because the link ends.
   *
   * @return number of further datagrams that count as lost now
   */
  static int countAllAsLost(Link link) {
    return link.gaps == null ? 0 : link.gaps.countAllAsLost();
  }

  public static LinkStats stats(Link link) {
    SecureSession session = link.session;
    long acknowledged = link.roundTripNanos();
    long nanos = acknowledged == 0 && session != null ? session.roundTripNanos : acknowledged;
    Optional<Duration> roundTrip =
        nanos == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
    long expected = link.gaps == null ? link.highestReceived : link.gaps.expected();
    long lost = link.gaps == null ? 0 : link.gaps.lost();
    return new LinkStats(expected, lost, roundTrip, link.datagramBytes(), link.partBytesReceived);
  }
}

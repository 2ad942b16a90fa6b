package dev.gossip.api.transport;

/**
 * How well the datagrams of one link arrive at this end. The other end knows how well those of this
 * end arrive there.
 *
 * @param datagramsExpected how many the other end has sent on this link, as far as can be seen from
 *     what arrived: one that is lost is noticed when a later one arrives
 * @param datagramsLost how many of them were lost: dropped by the network, or by the system for
 *     lack of room in this node's receive buffer. One that is late is not counted at once; each
 *     transport says how long it waits. Never decreases while the link is up
 */
public record LinkStats(long datagramsExpected, long datagramsLost) {

  /** Of a link on which nothing has arrived, or whose transport does not count. */
  public static final LinkStats NONE = new LinkStats(0, 0);
}

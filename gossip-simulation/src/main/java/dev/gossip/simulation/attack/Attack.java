package dev.gossip.simulation.attack;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.Priority;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * What a hostile node does with the frames of its links. Everything else in the node is honest: it
 * exchanges HELLOs, relays and answers, unless the attack keeps its frames back. One object per
 * node and start, called on the node's thread, from the start of the attack on.
 */
interface Attack {

  /** The other end of a link takes frames. */
  default void up(HostileLink link) {}

  /** A link that was reported as up has ended. */
  default void down(HostileLink link, DownReason reason) {}

  /** The node at an address refused a link. */
  default void refused(PeerAddress address) {}

  /**
   * The node itself wants to send a frame. Not called for HELLOs.
   *
   * @return false to keep it back; the node believes that it was sent
   */
  default boolean sends(HostileLink link, ByteString frame, Priority priority) {
    return true;
  }

  /**
   * A frame arrived. Not called for HELLOs.
   *
   * @param frame read only during the call
   * @return false to swallow it; the node never sees it
   */
  default boolean receives(HostileLink link, ByteString frame) {
    return true;
  }

  /** A datagram arrived, of a link or not. The buffer may be read, but not moved. */
  default void datagram(PeerAddress from, ByteBuffer datagram) {}

  /** How often {@link #tick} is called; zero for never. */
  default Duration interval() {
    return Duration.ZERO;
  }

  /** Called every {@link #interval}. */
  default void tick() {}
}

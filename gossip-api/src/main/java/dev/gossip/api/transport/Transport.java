package dev.gossip.api.transport;

import com.google.protobuf.ByteString;
import dev.gossip.api.ExtensionPoint;
import dev.gossip.api.PeerAddress;
import java.nio.ByteBuffer;

/**
 * Turns datagrams into links that carry frames. Best effort: frames may be lost, reordered and
 * duplicated, but never forged or corrupted. It owns who the other end is, connecting and
 * accepting, liveness, and packing many frames into one datagram. It dials when told and reports
 * once; whom to dial again is not its business.
 *
 * <p>Sans-IO: no socket, no thread, no clock of its own. One object per node, called on the node's
 * thread. Malformed datagrams are normal: drop and count them. Any exception is a bug and stops the
 * node.
 */
@ExtensionPoint
public interface Transport {

  /**
   * Tries to reach an address. Ends in {@link LinkEvents#up}, {@link LinkEvents#dialFailed} or
   * {@link LinkEvents#refused}. When a link to that address is up or being dialled, nothing is
   * reported; the link counts as one that this node chose, and never makes room for others.
   *
   * @param address a literal IP address
   */
  void dial(PeerAddress address);

  /**
   * Queues a frame, best effort; it leaves at {@link #flush}. Dropped and counted when there is no
   * room, the link is not up, or the frame is empty or too large.
   */
  void send(LinkId link, ByteString frame);

  /**
   * Sends what is queued, for as long as {@link TransportContext#canTransmit} says so; the rest
   * stays queued until the next call. The engine calls it after each inbound batch, and again when
   * the wire takes more.
   */
  void flush();

  /**
   * Closes a link and tells the other end; what is queued is sent before. Of this link nothing more
   * is told to {@link LinkEvents}. Does nothing when the link is not up.
   */
  void close(LinkId link, CloseReason reason);

  /** A datagram came in. The buffer is valid only during the call. */
  void onDatagram(PeerAddress from, ByteBuffer datagram);

  /** The largest frame that fits. May change while the link is up. 0 when it is not up. */
  int maxFrameBytes(LinkId link);

  /** How many bytes of frames may be queued now. 0 when the link is not up. */
  int room(LinkId link);

  /**
   * How well datagrams arrive on a link; {@link LinkStats#NONE} when it is not up, or when the
   * transport does not count. Whatever is lost is also reported to {@link
   * TransportContext#datagramsLost}.
   */
  LinkStats stats(LinkId link);

  /** Makes a transport for one node. */
  @FunctionalInterface
  interface Factory {

    /** Called once per node, before anything else. Must not send. */
    Transport create(TransportContext context, LinkEvents events);
  }
}

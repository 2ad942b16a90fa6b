package dev.gossip.api.transport;

import com.google.protobuf.ByteString;
import dev.gossip.api.ExtensionPoint;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Turns datagrams into links that carry frames. Best effort: frames may be lost, reordered and
 * duplicated. A transport must not corrupt frames, and must reject frames that are forged by anyone
 * who cannot read the traffic. A transport is responsible for the identity of the other end, for
 * connecting and accepting, for liveness, and for packing many frames into one datagram. It makes
 * one attempt per dial and reports the result once; the engine decides whether to dial again.
 *
 * <p>Sans-IO: no socket, thread or clock of its own. One object per node, called on the node's
 * thread. Malformed datagrams are normal: drop and count them. Any exception is a bug and stops the
 * node.
 */
@ExtensionPoint
public interface Transport {

  /**
   * Tries to connect to an address. Ends in {@link LinkEvents#up}, {@link LinkEvents#dialFailed},
   * {@link LinkEvents#refused}, {@link LinkEvents#notAccepted}, {@link LinkEvents#sameNode} or
   * {@link LinkEvents#selfDialed}. If a link to that address is up or already being dialed, nothing
   * is reported; that link then counts as chosen by this node and is never closed to make room for
   * others.
   *
   * @param address a literal IP address
   * @param expected the id that the node at this address must have; empty for any. Another id ends
   *     the dial in {@link LinkEvents#refused}
   */
  void dial(PeerAddress address, Optional<PeerId> expected);

  /**
   * Queues a frame until {@link #flush}, best effort. If the result is not {@link
   * SendResult#QUEUED}, the frame is dropped, and the caller counts it.
   */
  SendResult send(LinkId link, ByteString frame, Priority priority);

  /**
   * Sends queued frames while {@link TransportContext#canTransmit} is true; the rest stays queued
   * until the next call. The engine calls this after each inbound batch, and again when the socket
   * takes more datagrams.
   */
  void flush();

  /**
   * Closes a link and notifies the other end, after sending what is queued. {@link LinkEvents} is
   * not called for this link again. Does nothing if the link is not up.
   */
  void close(LinkId link, CloseReason reason);

  /** Handles an incoming datagram. The buffer is valid only during the call. */
  void onDatagram(PeerAddress from, ByteBuffer datagram);

  /**
   * The largest frame that every link takes while its queue has room, whatever its path, in bytes.
   * Constant. It determines how large a message may be.
   */
  int maxFrameBytes();

  /**
   * The largest frame that travels in one datagram on paths of the usual kind, in bytes, at most
   * {@link #maxFrameBytes}. Constant; {@link #limits} says what a certain link takes now. Frames
   * that need not be larger should not be.
   */
  int datagramFrameBytes();

  /** Which frames a link takes now; {@link FrameLimits#NONE} if it is not up. */
  FrameLimits limits(LinkId link);

  /**
   * Round-trip time and loss of a link; {@link LinkStats#NONE} if it is not up or the transport
   * does not measure. Every loss is also reported to {@link TransportContext#datagramsLost}.
   */
  LinkStats stats(LinkId link);

  /**
   * How many bytes of frames other than of {@link Priority#CONTROL} wait on all links: to be sent,
   * or, where the transport resends what is lost, to be acknowledged.
   */
  long unsentBytes();

  /** Creates the transport of a node. */
  @FunctionalInterface
  interface Factory {

    /** Called once per node, before any other method. Must not send. */
    Transport create(TransportContext context, LinkEvents events);
  }
}

package dev.gossip.api.transport;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Passes every call on to another transport. The base of transports that wrap others and change
 * some of their methods; {@link ForwardingLinkEvents} is its counterpart for events.
 */
public abstract class ForwardingTransport implements Transport {
  private final Transport wrapped;

  /**
   * Wraps a transport.
   *
   * @param wrapped made by its factory with the context of the wrapping transport, and with its
   *     events or {@link ForwardingLinkEvents}
   */
  protected ForwardingTransport(Transport wrapped) {
    this.wrapped = wrapped;
  }

  /** The wrapped transport. */
  protected final Transport wrapped() {
    return wrapped;
  }

  @Override
  public void dial(PeerAddress address, Optional<PeerId> expected) {
    wrapped.dial(address, expected);
  }

  @Override
  public SendResult send(LinkId link, ByteString frame, Priority priority) {
    return wrapped.send(link, frame, priority);
  }

  @Override
  public void flush() {
    wrapped.flush();
  }

  @Override
  public void close(LinkId link, CloseReason reason) {
    wrapped.close(link, reason);
  }

  @Override
  public void onDatagram(PeerAddress from, ByteBuffer datagram) {
    wrapped.onDatagram(from, datagram);
  }

  @Override
  public int maxFrameBytes() {
    return wrapped.maxFrameBytes();
  }

  @Override
  public int datagramFrameBytes() {
    return wrapped.datagramFrameBytes();
  }

  @Override
  public FrameLimits limits(LinkId link) {
    return wrapped.limits(link);
  }

  @Override
  public LinkStats stats(LinkId link) {
    return wrapped.stats(link);
  }

  @Override
  public long unsentBytes() {
    return wrapped.unsentBytes();
  }
}

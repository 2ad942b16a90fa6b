package dev.gossip.core.engine.services;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;

/**
 * Attributes exceptions of the engine to the engine before they pass through the transport that
 * called it. Missing arguments are the transport's own fault, so they are found before. See {@link
 * GuardedTransport}.
 */
final class AttributedLinkEvents implements LinkEvents {
  private final LinkEvents engine;

  AttributedLinkEvents(LinkEvents engine) {
    this.engine = engine;
  }

  @Override
  public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
    requireNonNull(link, "link");
    requireNonNull(peer, "peer");
    requireNonNull(direction, "direction");
    requireNonNull(address, "address");
    try {
      engine.up(link, peer, direction, address);
    } catch (Throwable e) {
      throw attribute(e);
    }
  }

  @Override
  public boolean frame(LinkId link, ByteString frame) {
    requireNonNull(link, "link");
    requireNonNull(frame, "frame");
    try {
      return engine.frame(link, frame);
    } catch (Throwable e) {
      throw attribute(e);
    }
  }

  @Override
  public void down(LinkId link, DownReason reason) {
    requireNonNull(link, "link");
    requireNonNull(reason, "reason");
    try {
      engine.down(link, reason);
    } catch (Throwable e) {
      throw attribute(e);
    }
  }

  @Override
  public void dialFailed(PeerAddress address, String why) {
    requireNonNull(address, "address");
    requireNonNull(why, "why");
    try {
      engine.dialFailed(address, why);
    } catch (Throwable e) {
      throw attribute(e);
    }
  }

  @Override
  public void refused(PeerAddress address, String why) {
    requireNonNull(address, "address");
    requireNonNull(why, "why");
    try {
      engine.refused(address, why);
    } catch (Throwable e) {
      throw attribute(e);
    }
  }

  private static RuntimeException attribute(Throwable thrown) {
    return thrown instanceof ReentrantCallException transportsFault
        ? transportsFault
        : EngineFailure.attribute(thrown);
  }
}

package dev.gossip.core.engine;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;

/**
 * Attributes exceptions of the engine to the engine before they pass through the transport that
 * called it. See {@link GuardedTransport}.
 */
final class AttributedLinkEvents implements LinkEvents {
  private final LinkEvents engine;

  AttributedLinkEvents(LinkEvents engine) {
    this.engine = engine;
  }

  @Override
  public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
    try {
      engine.up(link, peer, direction, address);
    } catch (RuntimeException | StackOverflowError e) {
      throw EngineFailure.of(e);
    }
  }

  @Override
  public boolean frame(LinkId link, ByteString frame) {
    try {
      return engine.frame(link, frame);
    } catch (RuntimeException | StackOverflowError e) {
      throw EngineFailure.of(e);
    }
  }

  @Override
  public void down(LinkId link, DownReason reason) {
    try {
      engine.down(link, reason);
    } catch (RuntimeException | StackOverflowError e) {
      throw EngineFailure.of(e);
    }
  }

  @Override
  public void dialFailed(PeerAddress address, String why) {
    try {
      engine.dialFailed(address, why);
    } catch (RuntimeException | StackOverflowError e) {
      throw EngineFailure.of(e);
    }
  }

  @Override
  public void refused(PeerAddress address, String why) {
    try {
      engine.refused(address, why);
    } catch (RuntimeException | StackOverflowError e) {
      throw EngineFailure.of(e);
    }
  }
}

package dev.gossip.api.transport;

import org.jspecify.annotations.Nullable;

/**
 * Names a link within one transport; never used again after the link is down. A transport may keep
 * its own state of the link in a subclass, and the node may attach its own, so that neither has to
 * look anything up for a frame. Equal to itself only. On the node's thread.
 */
public class LinkId {
  private final long value;
  private @Nullable Object attachment;

  /**
   * @param value chosen by the transport, for people to read
   */
  public LinkId(long value) {
    this.value = value;
  }

  /** What the transport chose. */
  public final long value() {
    return value;
  }

  /**
   * Keeps something for the node; not for transports, which have a subclass for that. Null for
   * nothing.
   */
  public final void attach(@Nullable Object mine) {
    attachment = mine;
  }

  /** What the node attached last; null if nothing. */
  public final @Nullable Object attachment() {
    return attachment;
  }

  @Override
  public String toString() {
    return "link " + value;
  }
}

package dev.gossip.api.transport;

import org.jspecify.annotations.Nullable;

/**
 * Identifies a link within one transport; not reused after the link is down. A transport may keep
 * its state of the link in a subclass, and the node may attach its own, so that neither needs a
 * lookup per frame. Equal only to itself. To be used on the node's thread.
 */
public class LinkId {
  private final long value;
  private @Nullable Object attachment;

  /**
   * @param value chosen by the transport; only shown to people
   */
  public LinkId(long value) {
    this.value = value;
  }

  /** The value that the transport chose. */
  public final long value() {
    return value;
  }

  /**
   * Attaches the node's state of the link. For the node only; transports use a subclass.
   *
   * @param mine null to remove it
   */
  public final void attach(@Nullable Object mine) {
    attachment = mine;
  }

  /** What the node attached last; null if nothing is attached. */
  public final @Nullable Object attachment() {
    return attachment;
  }

  @Override
  public String toString() {
    return "link " + value;
  }
}

package dev.gossip.core.engine.addresses;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.KnownAddress;
import java.util.List;

/**
 * What is kept of an address book.
 *
 * @param secret decides where in the book an address is kept; 32 bytes, or empty for a new book
 * @param addresses those that were proposed or reached latest come last
 * @param anchors the nodes to dial first
 */
public record SavedAddresses(ByteString secret, List<Entry> addresses, List<PeerAddress> anchors) {

  /** An address book without addresses. */
  public static final SavedAddresses NONE =
      new SavedAddresses(ByteString.EMPTY, List.of(), List.of());

  /** Copies the lists. */
  public SavedAddresses {
    addresses = List.copyOf(addresses);
    anchors = List.copyOf(anchors);
  }

  /**
   * One address.
   *
   * @param known what is known about it
   * @param tellers the groups of the nodes that named it, the empty string for this node's own
   *     configuration
   * @param lastDialMillis when it was dialed last, milliseconds since 1970; 0 if never
   * @param lastHeardMillis when it was proposed or reached last
   */
  public record Entry(
      KnownAddress known, List<String> tellers, long lastDialMillis, long lastHeardMillis) {

    /** Copies the list. */
    public Entry {
      tellers = List.copyOf(tellers);
    }
  }
}

package dev.gossip.core.engine.spec;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import java.util.Optional;

/**
 * A node that the user wants this node to be linked with.
 *
 * @param address where it is, or its name
 * @param id the id that it must have; empty for any
 */
public record WantedPeer(PeerAddress address, Optional<PeerId> id) {
  private static final String FORM =
      "write host:port, or id@host:port with an id of 64 hexadecimal digits";

  /** A node that may have any id. */
  public static WantedPeer at(PeerAddress address) {
    return new WantedPeer(address, Optional.empty());
  }

  /**
   * Reads {@code host:port} or {@code id@host:port}.
   *
   * @throws IllegalArgumentException if the text does not have that form; the message is one
   *     sentence and shows the form
   */
  public static WantedPeer parse(String text) {
    int at = text.lastIndexOf('@');
    if (at < 0) {
      return at(PeerAddress.parse(text));
    }
    String id = text.substring(0, at);
    if (!PeerId.isHex(id)) {
      throw new IllegalArgumentException(
          "'" + id + "' in '" + text + "' is not the id of a node: " + FORM);
    }
    return new WantedPeer(PeerAddress.parse(text.substring(at + 1)), Optional.of(PeerId.parse(id)));
  }

  /** Returns the form that {@link #parse} reads. */
  @Override
  public String toString() {
    return id.map(known -> known + "@").orElse("") + address;
  }
}

package dev.gossip.api.discovery;

import dev.gossip.api.PeerAddress;
import java.util.List;

/**
 * How an attempt to reach an address ended.
 *
 * @param kind the kind of outcome
 * @param detail one line for people; empty if it was a success
 * @param otherAddresses addresses that the node there named together with its refusal; it may lie
 */
public record DialOutcome(Kind kind, String detail, List<PeerAddress> otherAddresses) {

  /** Kinds of outcomes. */
  public enum Kind {
    /** A node of this network is there. */
    REACHED,
    /** Nothing answers there. */
    UNREACHABLE,
    /** One end refused the link. */
    REFUSED,
    /** This node itself is there. */
    SELF
  }

  /** Copies the list. */
  public DialOutcome {
    otherAddresses = List.copyOf(otherAddresses);
  }

  /** An outcome without other addresses. */
  public static DialOutcome of(Kind kind, String detail) {
    return new DialOutcome(kind, detail, List.of());
  }
}

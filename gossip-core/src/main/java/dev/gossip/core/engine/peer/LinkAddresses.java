package dev.gossip.core.engine.peer;

import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.core.engine.addresses.KnownAddresses;
import dev.gossip.core.engine.addresses.ObservedAddresses;
import dev.gossip.core.engine.services.Lazily;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Enters into the address book what dials and links show. */
final class LinkAddresses {
  // More seeds than anyone names.
  private static final int MAX_REPORTED = 100;

  private final KnownAddresses book;
  private final LinkedNodes nodes;
  // Never iterated.
  private Set<PeerAddress> reported = Collections.emptySet();
  private final Optional<PeerAddress> advertised;

  /**
   * @param nodes some of which say at which address they see this node
   * @param advertised the address at which others reach this node, as the user says; empty to
   *     believe what other nodes say
   */
  LinkAddresses(KnownAddresses book, LinkedNodes nodes, Optional<PeerAddress> advertised) {
    this.book = book;
    this.nodes = nodes;
    this.advertised = advertised;
    advertised.ifPresent(book::setOwnAddress);
  }

  /** Whether an address may be dialed for a plugin now. */
  boolean mayDial(PeerAddress address) {
    return book.mayDial(address);
  }

  /**
   * Whether a failed dial of an address is to be reported: once until a node is reached there, if
   * the user named the address.
   */
  boolean shouldReport(PeerAddress address) {
    boolean isFromUser =
        book.find(address).filter(known -> known.source() == AddressSource.CONFIGURED).isPresent();
    if (!isFromUser || reported.size() >= MAX_REPORTED) {
      return false;
    }
    reported = Lazily.forAdd(reported);
    return reported.add(address);
  }

  /** An address is dialed. */
  void onDial(PeerAddress address) {
    book.onDial(address);
  }

  /** An attempt to reach an address has ended. */
  void onOutcome(PeerAddress address, DialOutcome outcome) {
    book.onOutcome(address, outcome);
  }

  /**
   * Both ends of a link have accepted the HELLO of the other.
   *
   * @param isOfUser whether the user named its address
   */
  void onAgreed(PeerState node, boolean isOfUser) {
    reported.remove(node.address);
    // A link that the other node dialed does not show that its address can be dialed.
    Direction dialedBy = node.isDialed ? Direction.OUTBOUND : Direction.INBOUND;
    book.onHandshake(node.address, node.id(), dialedBy);
    if (isOfUser) {
      book.setConfigured(node.address);
    }
    observe(node);
  }

  /**
   * A link became outbound.
   *
   * @param isOfUser whether the user named its address
   */
  void onOutbound(PeerState node, boolean isOfUser) {
    if (isOfUser) {
      book.setConfigured(node.address);
    }
    observe(node);
  }

  /** Notes at which address a node sees this one. */
  private void observe(PeerState node) {
    if (advertised.isEmpty() && seenBy(node) != null && !isUndisputed()) {
      ObservedAddresses observed = new ObservedAddresses();
      for (PeerState linked : nodes.all()) {
        PeerAddress seen = seenBy(linked);
        if (seen != null) {
          observed.add(linked.id(), linked.address, seen);
        }
      }
      book.setOwnAddress(observed.agreed(book.ownAddress()).orElse(null));
    }
  }

  /**
   * Whether all see this node where it is believed to be, so that nothing can change. Each link
   * that comes up looks at all others, and a node that has dialed thousands cannot sort all of them
   * into groups each time.
   */
  private boolean isUndisputed() {
    PeerAddress own = book.ownAddress().orElse(null);
    if (own == null) {
      return false;
    }
    for (PeerState linked : nodes.all()) {
      PeerAddress seen = seenBy(linked);
      if (seen != null && !seen.equals(own)) {
        return false;
      }
    }
    return true;
  }

  /** The address at which a node sees this one, if that counts. */
  private static @Nullable PeerAddress seenBy(PeerState node) {
    PeerAddress seen = node.observedAddress;
    // Inbound peers chose this node, and an attacker can be many of them.
    boolean counts =
        seen != null && seen.isIp() && node.address.isIp() && node.isAgreed() && node.isOutbound();
    return counts ? seen : null;
  }

  /**
   * The node at an address is linked under another one.
   *
   * @param isReached whether this node dialed the address, and has accepted that node's HELLO
   */
  void onSameNode(PeerAddress address, PeerId id, boolean isReached) {
    book.onSameNode(address, id, isReached);
  }

  /** A link now leads to another address. */
  void onMoved(PeerState node, PeerAddress before) {
    book.onLinkGone(before);
    if (node.isAgreed()) {
      book.onHandshake(node.address, node.id(), Direction.INBOUND);
    }
  }

  /** A link is gone. */
  void onGone(PeerAddress address) {
    book.onLinkGone(address);
  }
}

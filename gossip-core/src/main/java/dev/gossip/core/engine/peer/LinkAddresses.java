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

/** Enters into the address book what dials and links show. */
final class LinkAddresses {
  // More seeds than anyone names.
  private static final int MAX_REPORTED = 100;

  private final KnownAddresses book;
  // Never iterated.
  private Set<PeerAddress> reported = Collections.emptySet();
  private final ObservedAddresses observed = new ObservedAddresses();
  private final Optional<PeerAddress> advertised;

  /**
   * @param advertised the address at which others reach this node, as the user says; empty to
   *     believe what other nodes say
   */
  LinkAddresses(KnownAddresses book, Optional<PeerAddress> advertised) {
    this.book = book;
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

  private void observe(PeerState node) {
    PeerAddress seen = node.observedAddress;
    // Inbound peers chose this node, and an attacker can be many of them.
    if (seen != null
        && seen.isIp()
        && node.address.isIp()
        && node.peer().direction() == Direction.OUTBOUND) {
      observed.add(node.id(), node.address, seen);
      updateOwn();
    }
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
  void onGone(PeerAddress address, PeerId id) {
    book.onLinkGone(address);
    observed.remove(id);
  }

  private void updateOwn() {
    if (advertised.isEmpty()) {
      book.setOwnAddress(observed.agreed(book.ownAddress()).orElse(null));
    }
  }
}

package dev.gossip.core.engine.peer;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.core.engine.services.Lazily;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that are dialed, and the ids that the user expects at addresses. Without streams: a
 * link that comes up asks a dozen times, and in a large simulation there are many of them.
 */
final class DialTargets {
  // Most nodes keep few addresses.
  private static final int INITIAL_TARGETS = 4;

  // A list: most events look at all of them anyway, since several names may have one address.
  private final List<DialTarget> targets = new ArrayList<>(INITIAL_TARGETS);
  // Never iterated.
  private Map<PeerAddress, PeerId> expected = Collections.emptyMap();

  /**
   * Sets the id that the node at an address must have, whether or not it is dialed yet.
   *
   * @param id null for any
   */
  void expect(PeerAddress address, @Nullable PeerId id) {
    if (id == null) {
      if (!expected.isEmpty()) {
        expected.remove(address);
      }
    } else {
      expected = Lazily.forPut(expected);
      expected.put(address, id);
    }
    DialTarget target = find(address);
    if (target != null) {
      target.expected = id;
    }
  }

  /** Whether the user wants a link with the node at this address. */
  boolean isKept(PeerAddress resolved) {
    for (DialTarget target : targets) {
      if (target.purpose == DialTarget.Purpose.KEEP && target.isCurrent(resolved)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a link with a node at this address is wanted, and not only to see who is there.
   *
   * @param id null for any
   */
  boolean isWanted(PeerAddress resolved, @Nullable PeerId id) {
    for (DialTarget target : at(resolved, id)) {
      if (target.purpose != DialTarget.Purpose.FEELER) {
        return true;
      }
    }
    return false;
  }

  DialTarget add(PeerAddress address, DialTarget.Purpose purpose) {
    DialTarget target = new DialTarget(address, purpose, expected.get(address));
    targets.add(target);
    return target;
  }

  @Nullable DialTarget find(PeerAddress address) {
    for (DialTarget target : targets) {
      if (target.address.equals(address)) {
        return target;
      }
    }
    return null;
  }

  @Nullable DialTarget remove(PeerAddress address) {
    DialTarget target = find(address);
    return target != null && remove(target) ? target : null;
  }

  /** Returns whether it was there. */
  boolean remove(DialTarget target) {
    return targets.remove(target);
  }

  /** Whether this target is dialed, not another one at its address. */
  boolean contains(DialTarget target) {
    return targets.contains(target);
  }

  /** The targets at this address; several names may resolve to it. */
  List<DialTarget> at(PeerAddress resolved) {
    return at(resolved, null);
  }

  /** The targets at this address where a node with this id may be; null for any id. */
  List<DialTarget> at(PeerAddress resolved, @Nullable PeerId id) {
    List<DialTarget> found = Collections.emptyList();
    for (DialTarget target : targets) {
      if (target.isCurrent(resolved) && (id == null || target.fits(id))) {
        if (found.isEmpty()) {
          found = new ArrayList<>(1);
        }
        found.add(target);
      }
    }
    return found;
  }
}

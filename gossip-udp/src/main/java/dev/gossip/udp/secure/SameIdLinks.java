package dev.gossip.udp.secure;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.link.LinkParts;
import dev.gossip.udp.link.Liveness;
import dev.gossip.udp.link.PacketSender;
import dev.gossip.udp.session.SecureSession;
import dev.gossip.udp.table.Link;
import dev.gossip.udp.table.LinkTable;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides about a second secure link with an id, whichever end dialed it. An id is proven, so the
 * node has lost the first link, it has restarted, or there are two nodes with one key.
 *
 * <p>A process that was replaced by another one and comes back shows that there are two: no restart
 * does that. Each of them loses its link once with a reason that says so. After that the one that
 * is linked stays, and the others are refused for as long as it answers.
 */
final class SameIdLinks {
  /** Said at both ends of a link that ends, or is refused, because its key was copied. */
  static final String COPY =
      "two nodes have one key, so one id, and the other one has the link; "
          + SecureIds.COPIED_KEY_REMEDY;

  private static final String REPLACED_THERE =
      "another link with the same id replaces it; if there are two nodes with this id, "
          + SecureIds.COPIED_KEY_REMEDY;

  /** A guess: more than anybody makes copies of one data directory by mistake. */
  private static final int MAX_REPLACED = 8;

  /** Anyone with a key can come back as often as they like; the log is not to be filled by it. */
  private static final long WARNING_INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

  private final TransportContext context;
  private final LinkEvents events;
  private final LinkTable links;
  private final PacketSender sender;
  private final Liveness liveness;
  private long nextWarningNanos;

  SameIdLinks(LinkParts parts) {
    this.context = parts.context();
    this.events = parts.events();
    this.links = parts.links();
    this.sender = parts.sender();
    this.liveness = parts.liveness();
    this.nextWarningNanos = context.nowNanos();
  }

  /**
   * Whether the link that is up with an id must be asked whether it is still there before another
   * one with the same id comes up: its other end has replaced the process that comes back.
   */
  boolean mustAsk(@Nullable Link holder, long newInstance) {
    SecureSession session = holder == null ? null : holder.session;
    return session != null
        && session.peerInstance != newInstance
        && contains(session.replacedInstances, newInstance);
  }

  /**
   * Asks a link for which {@link #mustAsk} is true.
   *
   * @param then gets the link if it has answered within 1 s; null if not. To be stored in {@link
   *     SecureSession#answeringHolder} of the new link
   */
  void ask(@Nullable Link holder, Consumer<@Nullable Link> then) {
    if (holder == null) {
      then.accept(null);
    } else {
      liveness.probe(
          holder, Liveness.SUSPECT_TIMEOUT, isThere -> then.accept(isThere ? holder : null));
    }
  }

  /**
   * Whether a link is to be refused because the one that is up with its id leads to another node
   * with the same key, which knows about it. Warns if so.
   *
   * @param from where the other end of the new link is
   */
  boolean isRefused(Link holder, SecureSession newcomer, PeerAddress from) {
    SecureSession session = holder.session;
    boolean refused =
        session != null
            && isCopy(holder, newcomer)
            && contains(session.replacedInstances, session.peerInstance);
    if (refused) {
      warnAboutCopies(holder, from);
    }
    return refused;
  }

  /**
   * Ends the link that is up with an id for a new one with the same id.
   *
   * @param from where the other end of the new link is
   */
  void replace(Link holder, SecureSession newcomer, PeerAddress from) {
    SecureSession session = holder.session;
    CloseReason there = new CloseReason(CloseReason.Kind.ENDED, REPLACED_THERE);
    DownReason here;
    if (session == null || session.peerInstance == newcomer.peerInstance) {
      here = new DownReason(DownReason.Kind.REPLACED, "a new link with it replaces this one");
    } else if (isCopy(holder, newcomer)) {
      warnAboutCopies(holder, from);
      there = new CloseReason(CloseReason.Kind.REFUSED, COPY);
      here = new DownReason(DownReason.Kind.REPLACED, "another node has its id, at " + from);
    } else {
      here = new DownReason(DownReason.Kind.RESTARTED, "it started again");
    }
    if (session != null) {
      newcomer.replacedInstances =
          session.peerInstance == newcomer.peerInstance
              ? session.replacedInstances
              : with(session.replacedInstances, session.peerInstance);
    }
    sender.close(holder, there);
    links.remove(holder);
    events.down(holder, here);
  }

  private boolean isCopy(Link holder, SecureSession newcomer) {
    return mustAsk(holder, newcomer.peerInstance) && holder.equals(newcomer.answeringHolder);
  }

  private static boolean contains(long[] instances, long instance) {
    return Arrays.stream(instances).anyMatch(known -> known == instance);
  }

  /** Adds an instance, in the place of the one that was replaced first if there are too many. */
  private static long[] with(long[] instances, long instance) {
    if (contains(instances, instance)) {
      return instances;
    }
    int dropped = instances.length == MAX_REPLACED ? 1 : 0;
    long[] more = Arrays.copyOfRange(instances, dropped, instances.length + 1);
    more[more.length - 1] = instance;
    return more;
  }

  private void warnAboutCopies(Link holder, PeerAddress from) {
    long now = context.nowNanos();
    PeerId id = holder.peer;
    if (id != null && now - nextWarningNanos >= 0) {
      nextWarningNanos = now + WARNING_INTERVAL_NANOS;
      context.warn(
          "two nodes have the id " + id.hex() + ", at " + holder.remote + " and " + from,
          SecureIds.COPIED_KEY_REMEDY);
    }
  }
}

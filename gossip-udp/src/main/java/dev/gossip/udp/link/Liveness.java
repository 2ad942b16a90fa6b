package dev.gossip.udp.link;

import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.datagram.PacketType;
import dev.gossip.udp.session.SecureSession;
import dev.gossip.udp.table.Link;
import dev.gossip.udp.table.LinkTable;
import dev.gossip.udp.table.ReceivedPackets;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Pings the other end of silent links and ends links that stay silent. Anything that arrives shows
 * that the other end of a plain link is there. On a secure link only an answer to a ping does: its
 * other end may have lost its address, and go on sending with that address as a forged source.
 */
public final class Liveness {
  /** Leaves half of a second, in which a link should move, for the check of the new address. */
  private static final Duration PING_BUSY_AFTER = Duration.ofMillis(500);

  /** How long a link counts as busy after a frame; a guess. */
  private static final Duration BUSY_WITHIN = Duration.ofSeconds(5);

  /** Time for an answer of a link whose id comes back. */
  public static final Duration SUSPECT_TIMEOUT = Duration.ofSeconds(1);

  private static final int PROBE_PINGS = 4;

  /** Pings without an answer before a link counts as silent: one may be on its way. */
  private static final int MIN_PINGS = 2;

  private final TransportContext context;
  private final LinkEvents events;
  private final LinkSettings settings;
  private final LinkTable links;
  private final PacketSender sender;
  private final Consumer<Link> check = this::check;

  Liveness(
      TransportContext context,
      LinkEvents events,
      LinkSettings settings,
      LinkTable links,
      PacketSender sender) {
    this.context = context;
    this.events = events;
    this.settings = settings;
    this.links = links;
    this.sender = sender;
  }

  /** Starts to watch a link that has come up. */
  void watch(Link link) {
    checkAfter(link, pingAfter(link));
  }

  /**
   * Whether the other end has not answered pings for as long as a dial may take. Such a link is not
   * down yet, but another link may replace it.
   */
  public boolean isSilent(Link link) {
    return unproven(link).compareTo(settings.pingAfter().plus(settings.connectTimeout())) >= 0;
  }

  private void checkAfter(Link link, Duration delay) {
    link.startTimer(context, delay, "liveness", check);
  }

  /** The timer of a link that is up is due. */
  private void check(Link link) {
    links.countLost(ReceivedPackets.countOverdueAsLost(link));
    boolean hasComeToRest = links.rest(link, context.nowNanos());
    // A link at rest may have sent a frame since.
    if (hasComeToRest || link.resting != null) {
      sender.release();
    }
    Duration unproven = unproven(link);
    if (unproven.compareTo(settings.downAfter()) >= 0 && isAsked(link)) {
      endSilent(link, unproven);
      return;
    }
    if (link.session != null && link.session.keys.isExhausted()) {
      end(
          link,
          new DownReason(DownReason.Kind.REPLACED, "its keys have been used as often as they may"),
          "its keys have been used as often as they may be");
      return;
    }
    Duration untilPing =
        min(pingAfter(link).minus(silence(link)), settings.pingAfter().minus(unproven));
    if (untilPing.isNegative() || untilPing.isZero()) {
      ping(link);
      // Ping often enough that the loss of a few datagrams does not end the link.
      Duration again = settings.pingAfter().dividedBy(4);
      Duration untilDown = settings.downAfter().minus(unproven);
      boolean isOverdue = untilDown.isNegative() || untilDown.isZero();
      checkAfter(link, isOverdue ? again : min(again, untilDown));
    } else {
      checkAfter(link, untilPing);
    }
  }

  /** After a pause of the process, the other end first gets the chance to answer. */
  private static boolean isAsked(Link link) {
    return link.session == null || link.session.unansweredPings() >= MIN_PINGS;
  }

  private void endSilent(Link link, Duration unproven) {
    Duration silence = silence(link);
    // A node that is gone was heard a little later than it answered a ping.
    boolean isHeard = silence.compareTo(settings.pingAfter()) < 0;
    String millis = (isHeard ? unproven : silence).toMillis() + " ms";
    end(
        link,
        new DownReason(
            DownReason.Kind.SILENT,
            (isHeard ? "no ping answered for " : "nothing heard for ") + millis),
        (isHeard ? "no ping was answered for " : "it has nothing heard for ") + millis);
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /**
   * A secure link that was busy and is silent is pinged soon: if a NAT has forgotten the address of
   * this end, only a datagram from here shows the other end the new one.
   */
  private Duration pingAfter(Link link) {
    boolean isBusy =
        link.session != null
            && context.nowNanos() - link.lastFrameNanos < BUSY_WITHIN.toNanos()
            && PING_BUSY_AFTER.compareTo(settings.pingAfter()) < 0;
    return isBusy ? PING_BUSY_AFTER : settings.pingAfter();
  }

  private void ping(Link link) {
    SecureSession session = link.session;
    if (session == null) {
      sender.send(link, PacketType.PING);
    } else {
      long token = session.newPing(context.random().nextLong(), context.nowNanos());
      sender.sendToken(link, PacketType.PING, token, link.remote);
    }
  }

  /**
   * Handles a hint that the other end has lost the link: pings it at once, and ends the link soon
   * if there is no answer. Anyone may send the hint, so alone it changes nothing.
   */
  public void suspect(Link link) {
    SecureSession session = link.session;
    long now = context.nowNanos();
    if (session != null && session.maySuspect(now)) {
      link.cancelTimer();
      session.freshPing(context.random().nextLong(), now);
      long timeout =
          Math.min(
              session.suspectTimeoutNanos(),
              Math.max(SUSPECT_TIMEOUT.toNanos(), settings.downAfter().toNanos()));
      checkSuspected(link, new Question(session, now), now + timeout, timeout / 4);
    }
  }

  /**
   * Asks the other end of a secure link whether it is still there, several times, so that the loss
   * of a ping decides nothing.
   *
   * @param wait how long to wait for an answer
   * @param then gets whether there was one, soon after it has arrived
   */
  public void probe(Link link, Duration wait, Consumer<Boolean> then) {
    SecureSession session = link.session;
    if (link.removed || session == null) {
      then.accept(false);
      return;
    }
    long now = context.nowNanos();
    session.freshPing(context.random().nextLong(), now);
    probe(link, new Question(session, now), wait, PROBE_PINGS, then);
  }

  /**
   * Whether the other end is there, asked at a time.
   *
   * @param oldestNanos when the ping was sent that must be answered, at the earliest
   */
  private record Question(SecureSession session, long nanos, long oldestNanos) {
    Question(SecureSession session, long nowNanos) {
      this(session, nowNanos, nowNanos - session.answerNanos());
    }

    boolean isAnswered() {
      return session.hasAnswered(nanos, oldestNanos);
    }
  }

  private void probe(
      Link link, Question question, Duration wait, int pings, Consumer<Boolean> then) {
    boolean isThere = !link.removed && question.isAnswered();
    if (isThere || link.removed || pings == 0) {
      then.accept(isThere);
    } else {
      ping(link);
      context.schedule(
          wait.dividedBy(PROBE_PINGS), "probe", () -> probe(link, question, wait, pings - 1, then));
    }
  }

  private void checkSuspected(Link link, Question question, long endNanos, long interval) {
    if (question.isAnswered()) {
      check(link);
    } else if (context.nowNanos() - endNanos >= 0) {
      end(
          link,
          new DownReason(DownReason.Kind.RESTARTED, "it no longer knows the link"),
          "this node seemed to have lost it and did not answer");
    } else {
      ping(link);
      // Several times, so that the loss of a ping does not end the link.
      link.startTimer(
          context,
          Duration.ofNanos(interval),
          "liveness",
          suspected -> checkSuspected(suspected, question, endNanos, interval));
    }
  }

  private void end(Link link, DownReason reason, String reasonThere) {
    // If only one direction is broken, the other end would keep the link until it times out, too.
    sender.close(
        link, new CloseReason(CloseReason.Kind.ENDED, "it ended the link: " + reasonThere));
    links.remove(link);
    events.down(link, reason);
  }

  private Duration silence(Link link) {
    return Duration.ofNanos(context.nowNanos() - link.lastHeardNanos);
  }

  /** For how long nothing has shown that the other end receives at its address. */
  private Duration unproven(Link link) {
    SecureSession session = link.session;
    return session == null
        ? silence(link)
        : Duration.ofNanos(context.nowNanos() - session.unansweredSinceNanos());
  }
}

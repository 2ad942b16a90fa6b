package dev.gossip.repair;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.relay.Draws;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.repair.Holdings.Snapshot;
import dev.gossip.repair.proto.Resolved;
import dev.gossip.repair.proto.Symbols;
import dev.gossip.repair.sketch.SymbolDecoder;
import dev.gossip.repair.sketch.SymbolRange;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One comparison that this node has started with a peer. It asks for coded symbols until it knows
 * what it lacks, and then for the ids of these messages. Every question is repeated until it is
 * answered, so that answers may be lost.
 */
final class Comparison {
  /** How often a question is asked before the comparison ends, if nothing arrives; a guess. */
  static final int TRIES = 6;

  /** Symbols for a few differences; more are asked for if they do not suffice. */
  static final int FIRST_SYMBOLS = 8;

  private static final int MIN_MORE_SYMBOLS = 24;

  /** A quarter more symbols each time: at most a quarter is more than necessary. */
  private static final int GROWTH_DIVISOR = 4;

  /** Resolved at the same time. */
  private static final int MAX_RESOLVING = 512;

  /** More symbols than two sets can need, see {@link #maxSymbols}. */
  private static final int EXTRA_SYMBOLS = 1_000;

  /**
   * What the end that asks may have more than the other one, and five times as much as that one: to
   * decode so large a difference costs more than the few messages at the other end are worth. A
   * guess.
   */
  private static final int MAX_SURPLUS = 10_000;

  private static final int MAX_SURPLUS_FACTOR = 5;

  /**
   * A comparison of 100,000 differences takes half as long; a peer that answers slowly must not
   * keep this node from comparing with others. A guess.
   */
  static final Duration MAX_DURATION = Duration.ofSeconds(30);

  /**
   * In one comparison: enough for the largest set, or for about 140,000 differences. Takes 15 MB; a
   * guess.
   */
  private static final int MAX_SYMBOLS = 200_000;

  private static final Duration TIMEOUT = Duration.ofMillis(300);
  private static final int ROUND_TRIPS = 4;

  /** A peer can make the round trip seem longer. A guess. */
  private static final Duration MAX_ROUND_TRIP = Duration.ofSeconds(1);

  /** Messages that a peer lacks are most likely on their way to it for so long. */
  private static final long SETTLED_NANOS = Duration.ofSeconds(2).toNanos();

  /** Gets what a comparison finds. */
  interface Listener {
    /** The peer has promised to send this message. */
    void onPromised(RepairLink link, MessageId id);

    /** The symbols of the peer are not those of a set. */
    void onBroken(RepairLink link);

    /**
     * The comparison has ended, and is no longer that of its link.
     *
     * @param foundMissing whether the peer has messages that this node lacks
     */
    void onEnded(RepairLink link, boolean foundMissing);
  }

  /** What a step of decoding has found; made by offloaded work. */
  private record Step(CodedHoldings coding, SymbolDecoder decoder) {}

  private final RelayContext context;
  private final Holdings holdings;
  private final RepairLink link;
  private final Listener listener;
  private final int round;
  private final long keyHalf;
  private final Predicate<MessageId> mayShow;
  private final Snapshot snapshot;
  private final long endNanos;

  // Null until the first answer. Handed to offloaded work and back.
  private @Nullable LinkKey key;
  private @Nullable CodedHoldings coding;
  private @Nullable SymbolDecoder decoder;

  private Question question = new Question(0, FIRST_SYMBOLS);
  private boolean isDecoding;

  // Short ids whose messages this node lacks.
  private final Set<Long> unresolved = new LinkedHashSet<>();
  private List<Long> batch = List.of();
  private boolean isResolving;
  private boolean foundMissing;

  private int tries;
  private @Nullable TimerHandle timer;

  Comparison(
      RelayContext context,
      Holdings holdings,
      RepairLink link,
      Predicate<MessageId> mayShow,
      Listener listener) {
    this.context = context;
    this.holdings = holdings;
    this.link = link;
    this.listener = listener;
    this.round = ++link.rounds;
    this.keyHalf = link.currentKeyHalf();
    this.mayShow = mayShow;
    this.snapshot = holdings.snapshot(mayShow).with(link.refused.current());
    this.endNanos = context.nowNanos() + MAX_DURATION.toNanos();
  }

  /**
   * How many symbols are asked for, at most, in all: two sets need 1.4 per difference, and for a
   * few of them up to 3.
   *
   * @param answering the size of the set whose symbols they are
   * @param asking the size of the set of the end that asks
   */
  static long maxSymbols(long answering, long asking) {
    long symbols = 2 * (answering + Math.min(asking, maxAsking(answering)) + EXTRA_SYMBOLS);
    return Math.min(symbols, MAX_SYMBOLS);
  }

  /** With a larger set it is pointless to ask a peer that has a set of this size. */
  private static long maxAsking(long answering) {
    return answering == 0 ? 0 : MAX_SURPLUS + MAX_SURPLUS_FACTOR * answering;
  }

  /** The size of a set that a peer claims to have, within bounds. */
  static int claimedSize(int setSize) {
    return setSize < 0 ? Holdings.MAX_MESSAGES : Math.min(setSize, Holdings.MAX_MESSAGES);
  }

  int round() {
    return round;
  }

  void start() {
    sendAsk();
  }

  void close() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private boolean isTooLong() {
    return context.nowNanos() - endNanos >= 0;
  }

  private boolean isOver() {
    return link.comparison != this;
  }

  // ---- questions -----------------------------------------------------------------------------

  private void ask(Question next) {
    question = next;
    tries = 0;
    sendAsk();
  }

  private void sendAsk() {
    int from = question.answeredUpTo();
    send(RepairCodec.ask(round, keyHalf, snapshot.shown().size(), from, question.end() - from));
  }

  private void sendResolve() {
    batch = unresolved.stream().limit(MAX_RESOLVING).toList();
    int perFrame = Math.max(1, RepairCodec.shortIdsIn(context.maxControlBytes(link.id())));
    for (int from = 0; from < batch.size(); from += perFrame) {
      send(
          RepairCodec.resolve(round, batch.subList(from, Math.min(batch.size(), from + perFrame))));
    }
  }

  private void send(ByteString frame) {
    context.sendControl(link.id(), frame);
    close();
    Duration roundTrip =
        context.stats(link.id()).roundTrip().orElse(TIMEOUT.dividedBy(ROUND_TRIPS));
    Duration timeout = TIMEOUT.plus(shorter(roundTrip, MAX_ROUND_TRIP).multipliedBy(ROUND_TRIPS));
    Duration left = Duration.ofNanos(Math.max(0, endNanos - context.nowNanos()));
    timer = context.schedule(shorter(timeout, left), "compare again", this::onTimeout);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private void onTimeout() {
    timer = null;
    if (++tries >= TRIES || isTooLong()) {
      finish();
    } else if (isResolving) {
      sendResolve();
    } else {
      sendAsk();
    }
  }

  // ---- answers -------------------------------------------------------------------------------

  void onSymbols(Symbols frame) throws InvalidProtocolBufferException {
    if (isResolving || isDecoding) {
      return;
    }
    SymbolRange range = SymbolRange.parse(frame.getFirst(), frame.getSymbols(), question.end());
    if (key == null) {
      key = new LinkKey(context.self(), keyHalf, link.id(), frame.getKeyHalf());
    } else if (key.peerHalf() != frame.getKeyHalf()) {
      throw new InvalidProtocolBufferException("the key half must not change within a comparison");
    }
    if (question.add(range)) {
      tries = 0;
    }
    if (question.isAnswered()) {
      close();
      int theirSize = claimedSize(frame.getSetSize());
      if (snapshot.shown().size() > maxAsking(theirSize)) {
        giveUp();
      } else {
        decode(key, question.symbols(), theirSize);
      }
    }
  }

  /** The peer has nothing or little in comparison, and had better ask. */
  private void giveUp() {
    int young = holdings.since(context.nowNanos() - SETTLED_NANOS).size();
    if (snapshot.shown().size() - snapshot.refused().size() > young) {
      link.nudge();
    }
    finish();
  }

  private void decode(LinkKey currentKey, List<SymbolRange> ranges, int theirSize) {
    isDecoding = true;
    CodedHoldings coded = coding;
    SymbolDecoder decoding = decoder;
    context.offload(
        () -> {
          CodedHoldings own = coded == null ? new CodedHoldings(currentKey, snapshot) : coded;
          SymbolDecoder result = decoding == null ? new SymbolDecoder(own.set()) : decoding;
          ranges.forEach(result::add);
          return new Step(own, result);
        },
        step -> onDecoded(step, theirSize));
  }

  private void onDecoded(Step step, int theirSize) {
    isDecoding = false;
    coding = step.coding;
    decoder = step.decoder;
    if (isOver()) {
      return;
    }
    if (step.decoder.isDecoded()) {
      resolve(step);
      return;
    }
    int received = step.decoder.received();
    long max = maxSymbols(theirSize, snapshot.shown().size());
    if (step.decoder.isBroken() || received >= max) {
      if (step.decoder.isBroken()) {
        listener.onBroken(link);
      } else if (max < MAX_SYMBOLS) {
        context.report(link.id(), Misbehaviour.MALFORMED_FRAME);
      } // Of two large sets that have little in common, so many symbols show nothing.
      link.replaceKeyHalf();
      finish();
      return;
    }
    if (isTooLong()) {
      finish();
      return;
    }
    int more = Math.max(MIN_MORE_SYMBOLS, received / GROWTH_DIVISOR);
    ask(new Question(received, Math.min(more, RepairCodec.MAX_SYMBOLS)));
  }

  private void resolve(Step step) {
    Set<Long> missing = new LinkedHashSet<>();
    for (long shortId : step.decoder.missing()) {
      missing.add(shortId);
    }
    missing.removeIf(step.coding::isOld);
    LinkKey currentKey = key;
    if (currentKey != null) {
      missing.removeAll(link.known.under(currentKey));
    }
    if (!missing.isEmpty()) {
      holdings.since(snapshot.atNanos()).stream()
          .filter(mayShow)
          .forEach(id -> missing.remove(step.coding.shortIdOf(id)));
    }
    if (missing.size() > MissingMessages.MAX_PER_PEER) {
      // The rest is found by another comparison at once.
      link.isNudged = true;
    }
    unresolved.addAll(
        Draws.sample(context.random(), List.copyOf(missing), MissingMessages.MAX_PER_PEER));
    if (lacksSettledOnes(step)) {
      link.nudge();
    }
    isResolving = true;
    tries = 0;
    if (unresolved.isEmpty()) {
      finish();
    } else {
      sendResolve();
    }
  }

  private boolean lacksSettledOnes(Step step) {
    if (step.decoder.surplus().length == 0) {
      return false;
    }
    Set<MessageId> young = new LinkedHashSet<>(holdings.since(context.nowNanos() - SETTLED_NANOS));
    for (long shortId : step.decoder.surplus()) {
      MessageId id = step.coding.shown(shortId);
      // The peer has named what is refused here; it has dropped it since.
      if (id != null && !young.contains(id) && !snapshot.refused().contains(id)) {
        return true;
      }
    }
    return false;
  }

  void onResolved(Resolved frame) throws InvalidProtocolBufferException {
    List<MessageId> ids = RepairCodec.ids(frame.getIds());
    List<Long> unknown = RepairCodec.shortIds(frame.getUnknownShortIds());
    CodedHoldings coded = coding;
    LinkKey currentKey = key;
    if (!isResolving || coded == null || currentKey == null) {
      return;
    }
    boolean isProgress = unresolved.removeAll(unknown);
    for (MessageId id : ids) {
      if (unresolved.remove(coded.shortIdOf(id))) {
        isProgress = true;
        if (!context.delivered(id)) {
          foundMissing |= !link.refused.addIfRefused(id);
        } else if (mayShow.test(id)) {
          // It was delivered before the window, or before a restart.
          link.known.add(currentKey, coded.shortIdOf(id));
        }
        listener.onPromised(link, id);
      }
    }
    if (isProgress) {
      tries = 0;
    }
    if (unresolved.isEmpty()) {
      finish();
    } else if (isProgress && isBatchDone()) {
      sendResolve();
    }
  }

  private boolean isBatchDone() {
    return batch.stream().noneMatch(unresolved::contains);
  }

  private void finish() {
    close();
    link.comparison = null;
    link.onEnded(foundMissing, !unresolved.isEmpty());
    listener.onEnded(link, foundMissing);
  }
}

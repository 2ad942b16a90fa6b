package dev.gossip.repair;

import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.repair.Holdings.Snapshot;
import dev.gossip.repair.proto.Ask;
import dev.gossip.repair.sketch.SymbolRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One comparison that a peer has started: the answers to its questions. The peer asks for symbols
 * in order, and for some again if they were lost.
 */
final class Answer {
  private static final int MIN_FRAME_BYTES =
      RepairCodec.OVERHEAD_BYTES + SymbolRange.MAX_SYMBOL_BYTES;

  /** How often each symbol and each short id may be asked for, on average; a guess. */
  private static final int REPETITIONS = 3;

  /**
   * Longer than a peer may ask, so that one that never stops does not keep the set in memory. Twice
   * as long is a guess: its questions may be late.
   */
  private static final long MAX_AGE_NANOS = Comparison.MAX_DURATION.multipliedBy(2).toNanos();

  private final RelayContext context;
  private final Answers answers;
  private final RepairLink link;
  private final int round;
  private final long keyHalf;
  private final long endNanos;
  private final long maxSymbols;
  private long symbolsLeft;
  private long resolvesLeft;

  // Handed to offloaded work and back; null until the set is coded.
  private @Nullable CodedHoldings coding;
  private final LinkKey key;
  private final Snapshot snapshot;
  private boolean isForgotten;
  private boolean isWorking;
  private int askedEnd;
  private @Nullable Ask waiting;

  Answer(RelayContext context, Answers answers, RepairLink link, Ask ask, Snapshot snapshot) {
    this.context = context;
    this.answers = answers;
    this.link = link;
    this.round = ask.getRound();
    this.keyHalf = link.currentKeyHalf();
    this.endNanos = context.nowNanos() + MAX_AGE_NANOS;
    this.key = new LinkKey(context.self(), keyHalf, link.id(), ask.getKeyHalf());
    this.snapshot = snapshot;
    int ownSize = snapshot.shown().size();
    this.maxSymbols =
        Comparison.maxSymbols(ownSize, Comparison.claimedSize(ask.getSetSize()))
            + RepairCodec.MAX_SYMBOLS;
    this.symbolsLeft = REPETITIONS * maxSymbols;
    this.resolvesLeft = (long) REPETITIONS * (ownSize + RepairCodec.MAX_IDS);
  }

  int round() {
    return round;
  }

  /** The time until it is over, whatever the peer asks; zero if it is. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, endNanos - context.nowNanos()));
  }

  /** Answers a question, in several frames if necessary. */
  void onAsk(Ask ask) {
    long end = (long) ask.getFirst() + ask.getCount();
    int charged = Math.max(ask.getCount(), Comparison.FIRST_SYMBOLS);
    if (ask.getFirst() > askedEnd || end > maxSymbols || charged > symbolsLeft) {
      context.report(link.id(), Misbehaviour.UNSOLICITED);
      return;
    }
    if (isWorking) {
      waiting = ask;
      return;
    }
    symbolsLeft -= charged;
    askedEnd = Math.max(askedEnd, (int) end);
    isWorking = true;
    CodedHoldings coded = coding;
    answers.code(
        link.id(),
        () -> {
          CodedHoldings result = coded == null ? new CodedHoldings(key, snapshot) : coded;
          result.set().extendTo((int) end);
          return result;
        },
        result -> onCoded(result, ask.getFirst(), (int) end));
  }

  /** Forgets the coded set, which is coded again when the peer asks for more. */
  void forget() {
    coding = null;
    isForgotten = true;
  }

  /** Releases all that it has in memory; the peer can ask no more. */
  void end() {
    forget();
    answers.onEnded(link.id(), this);
  }

  boolean isForgotten() {
    return isForgotten;
  }

  /** The peer has paid for the set to be coded again. */
  void setCharged() {
    isForgotten = false;
  }

  /** How many messages and symbols are kept in memory. */
  int size() {
    CodedHoldings coded = coding;
    return coded == null ? 0 : coded.set().size() + coded.set().symbols();
  }

  private void onCoded(CodedHoldings result, int first, int end) {
    isWorking = false;
    if (link.answer != this) {
      return;
    }
    coding = result;
    answers.keep(link.id(), this);
    int frameBytes = context.maxControlBytes(link.id());
    int room = context.roomBytes(link.id());
    SymbolRange symbols = result.set().range(first, end);
    int next = first;
    while (next < end && room >= frameBytes && frameBytes > MIN_FRAME_BYTES) {
      int nextEnd = symbols.endWithin(next, frameBytes - RepairCodec.OVERHEAD_BYTES);
      context.sendControl(
          link.id(),
          RepairCodec.symbols(
              round, keyHalf, result.set().size(), next, symbols.encode(next, nextEnd)));
      next = nextEnd;
      room -= frameBytes;
    }
    Ask more = waiting;
    waiting = null;
    if (more != null) {
      onAsk(more);
    }
  }

  private void codeAgain(List<Long> shortIds) {
    if (isWorking) {
      return;
    }
    isWorking = true;
    answers.code(
        link.id(),
        () -> new CodedHoldings(key, snapshot),
        result -> {
          isWorking = false;
          if (link.answer == this) {
            coding = result;
            answers.keep(link.id(), this);
            onResolve(shortIds);
          }
        });
  }

  /** Names the messages behind short ids that the peer has decoded. */
  void onResolve(List<Long> shortIds) {
    CodedHoldings coded = coding;
    if (coded == null) {
      codeAgain(shortIds);
      return;
    }
    resolvesLeft -= shortIds.size();
    if (resolvesLeft < 0) {
      context.report(link.id(), Misbehaviour.UNSOLICITED);
      return;
    }
    List<MessageId> ids = new ArrayList<>();
    List<Long> unknown = new ArrayList<>();
    for (Long shortId : shortIds) {
      MessageId id = coded.shown(shortId);
      // What was refused may have come since, and be embargoed, or not yet announced to this peer.
      if (id == null || snapshot.refused().contains(id) || context.find(id).isEmpty()) {
        unknown.add(shortId);
      } else {
        ids.add(id);
        link.outbox.promise(id);
      }
    }
    int perFrame = RepairCodec.idsIn(context.maxControlBytes(link.id()));
    for (int from = 0; perFrame > 0 && from < ids.size(); from += perFrame) {
      List<MessageId> some = ids.subList(from, Math.min(ids.size(), from + perFrame));
      context.sendControl(link.id(), RepairCodec.resolved(round, some, List.of()));
    }
    int shortPerFrame = RepairCodec.shortIdsIn(context.maxControlBytes(link.id()));
    for (int from = 0; shortPerFrame > 0 && from < unknown.size(); from += shortPerFrame) {
      List<Long> some = unknown.subList(from, Math.min(unknown.size(), from + shortPerFrame));
      context.sendControl(link.id(), RepairCodec.resolved(round, List.of(), some));
    }
  }
}

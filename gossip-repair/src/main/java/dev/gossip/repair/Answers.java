package dev.gossip.repair;

import dev.gossip.api.PeerId;
import dev.gossip.api.relay.RelayContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What this node codes for peers that ask, bounded for all of them together. The questions of many
 * peers wait for each other, one of each peer.
 */
final class Answers {
  /** At the same time, so that processors are left for other work; a guess. */
  static final int MAX_CODING = 2;

  /**
   * Messages and symbols of the coded sets that are kept, in all: about 40 MB. A guess. At least
   * one set is kept.
   */
  static final int MAX_KEPT = 400_000;

  private record Work(Supplier<CodedHoldings> work, Consumer<CodedHoldings> then) {}

  private final RelayContext context;
  // In the order in which their sets were coded.
  private final Map<PeerId, Answer> kept = new LinkedHashMap<>();
  private final Map<PeerId, Work> waiting = new LinkedHashMap<>();
  private int coding;

  Answers(RelayContext context) {
    this.context = context;
  }

  void onLinkDown(RepairLink link) {
    kept.remove(link.id());
    waiting.remove(link.id());
  }

  /** An answer is over. It has a list of all that this node had, besides the coded set. */
  void onEnded(PeerId peer, Answer answer) {
    kept.remove(peer, answer);
  }

  /** The number of answers that are kept in memory. */
  int kept() {
    return kept.size();
  }

  /** Codes the set that an answer needs, now or when it is this peer's turn. */
  void code(PeerId peer, Supplier<CodedHoldings> work, Consumer<CodedHoldings> then) {
    waiting.put(peer, new Work(work, then));
    codeWaiting();
  }

  private void codeWaiting() {
    while (coding < MAX_CODING && !waiting.isEmpty()) {
      PeerId peer = waiting.keySet().iterator().next();
      Work next = waiting.remove(peer);
      coding++;
      context.offload(
          next.work,
          result -> {
            coding--;
            next.then.accept(result);
            codeWaiting();
          });
    }
  }

  /**
   * Keeps a coded set. If there are too many, the oldest one is forgotten: a hostile peer can keep
   * its place by nothing but new comparisons, which it may seldom start.
   */
  void keep(PeerId peer, Answer answer) {
    if (kept.get(peer) != answer) {
      kept.remove(peer);
      kept.put(peer, answer);
    }
    long size = kept.values().stream().mapToLong(Answer::size).sum();
    while (size > MAX_KEPT && kept.size() > 1) {
      Answer oldest = kept.remove(kept.keySet().iterator().next());
      size -= oldest.size();
      oldest.forget();
    }
  }
}

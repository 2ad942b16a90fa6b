package dev.gossip.testkit.contract;

import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A bucket of tokens for each neighbour, and a bounded list of those that misbehaved. */
class ToySpamControl implements SpamControl {
  static final long CAPACITY = 20_000;
  static final long PER_SECOND = 2_000;
  private static final int MOST_REMEMBERED = 1_000;

  private final SpamContext context;
  private final Map<PeerId, Bucket> buckets = new LinkedHashMap<>();
  final Map<PeerId, Integer> remembered =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PeerId, Integer> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  ToySpamControl(SpamContext context) {
    this.context = context;
  }

  @Override
  public boolean admit(Peer from, Cost cost, int amount) {
    Bucket bucket = bucketOf(from);
    long tokens = cost == Cost.SIGNATURE_CHECK ? 100L * amount : amount;
    return bucket != null && tokens >= 0 && bucket.take(tokens, context.nowNanos());
  }

  /** Null if the neighbour is not up. */
  @Nullable Bucket bucketOf(Peer peer) {
    return buckets.get(peer.id());
  }

  @Override
  public void onMisbehaviour(Peer peer, Misbehaviour kind) {
    remembered.merge(peer.id(), 1, Integer::sum);
  }

  @Override
  public void onPeerUp(Peer peer) {
    buckets.put(peer.id(), newBucket(context.nowNanos()));
  }

  @Override
  public void onPeerDown(Peer peer) {
    buckets.remove(peer.id());
  }

  Bucket newBucket(long nowNanos) {
    return new Bucket(nowNanos);
  }

  /** What one neighbour may still ask for. */
  static class Bucket {
    private long tokens = CAPACITY;
    private long filledNanos;

    Bucket(long nowNanos) {
      this.filledNanos = nowNanos;
    }

    boolean take(long wanted, long nowNanos) {
      tokens = Math.min(CAPACITY, tokens + earned(nowNanos - filledNanos));
      filledNanos = nowNanos;
      if (wanted > tokens) {
        return false;
      }
      tokens -= wanted;
      return true;
    }

    long earned(long elapsedNanos) {
      return elapsedNanos * PER_SECOND / 1_000_000_000;
    }
  }
}

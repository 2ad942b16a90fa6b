package dev.gossip.testkit.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a relay strategy claims of itself, for {@link RelayStrategyContract}. What it does not claim
 * is not asked of it: that rule is then skipped, and seen to be skipped. Immutable.
 */
public final class RelayTraits {
  private final Duration settleTime;
  private final double toleratedLoss;
  private final boolean heartbeat;
  private final boolean repairsPartitions;
  private final int maxTimers;
  private final int maxRetained;

  private final List<String> slots;

  private RelayTraits(Builder builder) {
    settleTime = builder.settleTime;
    toleratedLoss = builder.toleratedLoss;
    heartbeat = builder.heartbeat;
    repairsPartitions = builder.repairsPartitions;
    maxTimers = builder.maxTimers;
    maxRetained = builder.maxRetained;
    slots = List.copyOf(builder.slots);
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** See {@link Builder#settleTime}. */
  public Duration settleTime() {
    return settleTime;
  }

  /** See {@link Builder#toleratedLoss}. */
  public double toleratedLoss() {
    return toleratedLoss;
  }

  /** See {@link Builder#heartbeat}. */
  public boolean heartbeat() {
    return heartbeat;
  }

  /** See {@link Builder#repairsPartitions}. */
  public boolean repairsPartitions() {
    return repairsPartitions;
  }

  /** See {@link Builder#maxTimers}. */
  public int maxTimers() {
    return maxTimers;
  }

  /** See {@link Builder#maxRetained}. */
  public int maxRetained() {
    return maxRetained;
  }

  /** See {@link Builder#slot}. */
  public List<String> slots() {
    return slots;
  }

  /** Collects claims. */
  public static final class Builder {
    /** With more, what leaks from the messages of R6 could hide in it. */
    private static final int RETAINED_AT_MOST = RelayBounds.MESSAGES / 2;

    private Duration settleTime = Duration.ofSeconds(30);
    private double toleratedLoss;
    private boolean heartbeat;
    private boolean repairsPartitions;
    private int maxTimers = 64;
    private int maxRetained = 1_000;
    private final List<String> slots = new ArrayList<>();

    private Builder() {}

    /**
     * How long after the last message, in virtual time, everything is done: it is everywhere, and
     * no frame goes for it any more. 30 s unless set.
     */
    public Builder settleTime(Duration value) {
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException("a settle time is above zero, not " + value);
      }
      settleTime = value;
      return this;
    }

    /**
     * The share of datagrams that may be lost, and still every message reaches everyone. None
     * unless set.
     *
     * @param share from 0 to 0.5; with more, links themselves do not last
     */
    public Builder toleratedLoss(double share) {
      if (!(share >= 0 && share <= 0.5)) {
        throw new IllegalArgumentException("a tolerated loss is from 0 to 0.5, not " + share);
      }
      toleratedLoss = share;
      return this;
    }

    /** It sends control frames also when there are no messages. */
    public Builder heartbeat() {
      heartbeat = true;
      return this;
    }

    /** What was published while the network was split arrives at the other side afterwards. */
    public Builder repairsPartitions() {
      repairsPartitions = true;
      return this;
    }

    /** How many timers of a node may still wait when all is done; 64 unless set, a guess. */
    public Builder maxTimers(int count) {
      maxTimers = count;
      return this;
    }

    /**
     * How many more objects a strategy may hold after 10,000 messages than before; 1,000 unless
     * set, a guess. All that its fields lead to counts. A strategy that may remember more should
     * have its bounds as settings: set low ones in {@code factory()}, so that the rule can see them
     * at work.
     *
     * @param count at most half of those messages
     */
    public Builder maxRetained(int count) {
      if (count > RETAINED_AT_MOST) {
        throw new IllegalArgumentException(
            count
                + " retained objects could hide a leak; give the strategy lower bounds in"
                + " factory() and declare "
                + RETAINED_AT_MOST
                + " at most");
      }
      maxRetained = count;
      return this;
    }

    /**
     * It wraps another strategy, whose control frames go through this slot of its plugin. Which
     * strategy that is {@code factory()} decides.
     *
     * @param name such as {@code relay.fluff}
     */
    public Builder slot(String name) {
      slots.add(name);
      return this;
    }

    /** The claims. */
    public RelayTraits build() {
      return new RelayTraits(this);
    }
  }
}

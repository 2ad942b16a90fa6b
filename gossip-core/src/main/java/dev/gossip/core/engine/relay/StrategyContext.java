package dev.gossip.core.engine.relay;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.Metric;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.core.engine.services.NodeServices;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The relay strategy's view of the engine: it reads directly and acts through the journal. */
final class StrategyContext implements RelayContext {
  private final NodeServices services;
  private final MessageEngine engine;
  private final Journal journal;
  private final int maxTimers;
  private final RandomGenerator random;

  private boolean started;

  StrategyContext(NodeServices services, MessageEngine engine, Journal journal, int maxTimers) {
    this.services = services;
    this.engine = engine;
    this.journal = journal;
    this.maxTimers = maxTimers;
    this.random = services.randomStream("relay");
  }

  /** The strategy now exists; before, it may only schedule timers. */
  void start() {
    started = true;
  }

  private void act(Runnable effect) {
    if (!started) {
      throw new IllegalStateException(
          "a strategy may only schedule timers while it is being created");
    }
    journal.add(effect);
  }

  @Override
  public PeerId self() {
    return services.identity().id();
  }

  @Override
  public List<Peer> peers() {
    return engine.peers();
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public long nowNanos() {
    return services.nowNanos();
  }

  @Override
  public TimerHandle schedule(Duration delay, String label, Runnable action) {
    requireNonNull(action, "action");
    // The timers that the current callback asked for count, too.
    if (services.counters().get(Metric.RELAY_TIMERS) + journal.requestedTimers() >= maxTimers) {
      throw new IllegalStateException(
          "a relay may have at most " + maxTimers + " pending timers (gossip.max-timers)");
    }
    StrategyTimer timer = new StrategyTimer();
    long deadlineNanos = services.nowNanos() + delay.toNanos();
    journal.addTimer(() -> timer.start(deadlineNanos, label, action));
    return timer;
  }

  @Override
  public void send(PeerId to, GossipMessage message, ByteString header) {
    requireNonNull(to, "to");
    requireNonNull(message, "message");
    if (header.size() > MAX_HEADER_BYTES) {
      throw new IllegalArgumentException(
          "a header has at most " + MAX_HEADER_BYTES + " bytes, not " + header.size());
    }
    act(() -> engine.sendPayload(to, message, header));
  }

  @Override
  public void sendControl(PeerId to, ByteString body) {
    requireNonNull(to, "to");
    requireNonNull(body, "body");
    act(() -> engine.sendControl(to, 0, body));
  }

  @Override
  public void sendControl(PeerId to, String slot, ByteString body) {
    requireNonNull(to, "to");
    requireNonNull(body, "body");
    int channel = engine.channelOf(slot);
    act(() -> engine.sendControl(to, channel, body));
  }

  @Override
  public int maxControlBytes(PeerId to) {
    return engine.maxControlBytes(to);
  }

  @Override
  public int room(PeerId to) {
    return engine.room(to);
  }

  @Override
  public void deliver(GossipMessage message) {
    requireNonNull(message, "message");
    act(() -> engine.deliver(message));
  }

  @Override
  public boolean seen(MessageId id) {
    return engine.seen(id);
  }

  @Override
  public Optional<GossipMessage> find(MessageId id) {
    return Optional.ofNullable(engine.find(id));
  }

  @Override
  public void report(PeerId peer, Misbehaviour kind) {
    requireNonNull(peer, "peer");
    requireNonNull(kind, "kind");
    act(() -> engine.reportMisbehaviour(peer, kind));
  }

  /** Scheduled and cancelled through the journal, so that a callback that throws does neither. */
  private final class StrategyTimer implements TimerHandle {
    private @Nullable TimerHandle handle;

    void start(long deadlineNanos, String label, Runnable action) {
      services.counters().add(Metric.RELAY_TIMERS, 1);
      handle =
          services
              .timers()
              .schedule(
                  deadlineNanos,
                  label,
                  () -> {
                    onEnded();
                    journal.runTrusted("timer '" + label + "'", action);
                  });
    }

    @Override
    public void cancel() {
      journal.add(
          () -> {
            if (handle != null) {
              handle.cancel();
              onEnded();
            }
          });
    }

    private void onEnded() {
      handle = null;
      services.counters().add(Metric.RELAY_TIMERS, -1);
    }
  }
}
